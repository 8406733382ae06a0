"""A run over one place looks at all requests that bear on the offices and the households there, and at no others."""

from datetime import date

import pytest

from mingjian.screening.scope import WHOLE, Scope, make_views, settle_scope

from .conftest import DAY, household

NORTH, SOUTH, EAST = "150423", "150424", "150425"
WANG, LI = "15990119500101001?", "15990119600101001?"
REQUESTS = {
    "own": {"division": NORTH},
    "asked-of-north": {"division": SOUTH, "answered_by": NORTH},
    "same-asker": {"division": SOUTH, "answered_by": SOUTH},
    "about-wang": {"division": EAST, "person_id": WANG},
    "elsewhere": {"division": EAST},
    "of-the-league": {"division": EAST, "answered_by": "1504"},
}


@pytest.mark.parametrize(
    ("scope", "left_out"),
    [
        (WHOLE, set()),
        # What the office of the north answers shows only beside all that the south asks.
        (Scope(NORTH), {"elsewhere", "of-the-league"}),
        (Scope("1504"), set()),
        (Scope(household_id="H1"), {"elsewhere", "of-the-league"}),
    ],
)
def test_requests_to_its_offices_of_all_who_ask_them_and_about_its_people_are_kept(facts_of, scope, left_out):
    asked = {"department": "police", "item": "vehicles", "requested_on": date(2024, 1, 5), "person_id": LI}
    rows = {
        "households": [
            household("H1", division=f"{NORTH}100201", head_id=WANG),
            household("H2", division=f"{SOUTH}100201", head_id=LI),
        ],
        "members": [
            {"household_id": "H1", "person_id": WANG, "covered": True},
            {"household_id": "H2", "person_id": LI, "covered": True},
        ],
        "checks": [asked | {"request_id": name} | more for name, more in REQUESTS.items()],
    }
    connection = facts_of(rows, "households", "members", "hubs")
    settle_scope(connection, scope)
    make_views(connection, ("members", "checks"), DAY, scope)
    seen = {row[0] for row in connection.execute("SELECT request_id FROM checks").fetchall()}
    assert seen == REQUESTS.keys() - left_out
