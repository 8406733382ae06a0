"""What the database itself refuses, by plain SQL: one natural person on both sides of a case."""

import pytest
from desk.cases.conftest import OPENED
from django.db import IntegrityError, connection

from mingjian.desk.cases.actions import checking
from mingjian.desk.core import journal
from mingjian.desk.core.actor import Site

pytestmark = pytest.mark.django_db
PARTS = ("checker", "second", "put_right_by")
JUDGES = {"reviewer": PARTS[:2], "ordered_by": PARTS[:2], "accepter": PARTS, "closer": PARTS}


def write(case, **columns):
    """Write columns by SQL, with the journal open as an administrator of the database might have it."""
    values = [key.hex if connection.vendor == "sqlite" else str(key) for key in (*columns.values(), case.pk)]
    names = ", ".join(f"{name} = %s" for name in columns)
    with journal.opened("test", Site()), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_case SET {names} WHERE id = %s", values)


@pytest.fixture
def accepted(story):
    """A case that two checked, a third put right and a fourth accepted."""
    cast = story.cast
    story.checker = cast.north_handler
    checking.assign(
        story.case,
        cast.north_supervisor,
        checker=cast.person("north_handler"),
        second=cast.person("north_handler_2"),
        today=OPENED,
    )
    return story.check().review().order().put_right()


def test_whoever_checked_or_put_right_never_judges(accepted):
    case, cast = accepted.case, accepted.cast
    on_the_other_side = {
        "checker": cast.people["north_handler"],
        "second": cast.people["north_handler_2"],
        "put_right_by": cast.people["north_supervisor"],
    }
    write(case, put_right_by_id=on_the_other_side["put_right_by"])
    refused = []
    for judge, sides in JUDGES.items():
        for side in sides:
            with pytest.raises(IntegrityError):
                write(case, **{f"{judge}_id": on_the_other_side[side]})
            refused.append((judge, side))
    assert len(refused) == 10


def test_the_two_checkers_are_two_persons(accepted):
    with pytest.raises(IntegrityError):
        write(accepted.case, second_id=accepted.cast.people["north_handler"])


def test_somebody_else_may_judge(accepted):
    write(accepted.case, closer_id=accepted.cast.people["north_approver"])
