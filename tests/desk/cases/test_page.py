"""The page of a case: no more than twelve queries wherever the case stands, and what it offers to whom."""

from datetime import date

import pytest
from desk.cases.conftest import OPENED
from desk.cast import NORTH
from desk.documents.papers import organ
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingjian.desk.cases import queries
from mingjian.desk.cases.actions import checking, closing, money, opening
from mingjian.desk.cases.states import Household
from mingjian.desk.core.actions import Conflict
from mingjian.desk.people.kinds import OrganKind

pytestmark = pytest.mark.django_db
MOST = 12
NOVEMBER = date(2026, 11, 30)


def test_the_page_takes_no_more_than_twelve_queries_wherever_the_case_stands(story, load):
    client, counted = story.cast.client("north_supervisor"), {}

    def look():
        address = f"/cases/{story.case.pk}"
        client.get(address)  # what is read once for the whole process does not count
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counted[story.case.state, len(counted)] = len(asked)

    look()
    story.assign()
    look()
    story.check()
    opening.add_organ(
        story.case,
        story.cast.north_supervisor,
        organ=organ(NORTH, OrganKind.AUDIT),
        asked="金额",
        today=OPENED,
    )
    story.file("survey", "record", "record")
    checking.offer_statement(story.case, story.checker, of="户主", today=OPENED)
    look()
    statement = queries.statements(story.case).get()
    checking.take_statement(story.case, story.checker, statement=statement, words="", today=OPENED)
    story.review()
    look()
    story.order(Household.RESTORE)
    look()
    row = queries.restorations(story.case).get()
    restored = {"restored_on": OPENED, "owed_fen": 900, "paid_fen": 900, "paid_on": OPENED, "today": OPENED}
    money.restore(row, story.checker, **restored)
    story.put_right()
    load(as_of=NOVEMBER)
    look()
    story.close()
    look()
    closing.reopen(story.case, story.cast.north_supervisor, reason="再看", today=NOVEMBER)
    look()
    story.assign().check().review().order()
    look()
    assert queries.parts(story.case).restorations == [row]
    assert {page: number for page, number in counted.items() if number > MOST} == {}, counted


def test_another_organ_is_asked_before_the_decision_and_money_is_waived_by_another_person(story, cast):
    def offered(who):
        client = cast.client(who)
        client.get(f"/cases/{story.case.pk}")
        with CaptureQueriesContext(connection) as asked:
            found = client.get(f"/cases/{story.case.pk}").content.decode()
        assert len(asked) <= MOST
        return {verb for verb in ("add-organ", "recover", "waive", "pay") if f'id="{verb}"' in found}

    story.assign().check()
    assert offered("north_supervisor") == {"add-organ"}
    story.review().order()
    assert offered("north_supervisor") == {"recover"}
    recovery = {"household": "H1", "fen": 900, "monthly_allowance_fen": 0, "today": OPENED}
    money.order_recovery(story.case, cast.north_supervisor, **recovery)
    assert offered("north_supervisor") == {"recover", "pay"}
    assert offered("north_approver") == {"recover", "waive"}


def test_a_household_that_was_wrongly_stopped_pays_nothing_back(story, cast):
    story.assign().check().review().order(Household.RESTORE)
    recovery = {"household": "H1", "fen": 900, "monthly_allowance_fen": 0, "today": OPENED}
    with pytest.raises(Conflict, match="不能追缴"):
        money.order_recovery(story.case, cast.north_approver, **recovery)
