"""Two processes at once, on PostgreSQL: the day's work is done once, and numbers have no gap."""

from datetime import date

import pytest
from desk.at_once import at_once
from desk.cast import DAY, LEAGUE
from desk.documents.papers import drafted, organ
from desk.duties.owed import owed
from django.db import connection

from mingjian.desk.core.models import Notice
from mingjian.desk.documents import actions as papers
from mingjian.desk.documents.models import Document
from mingjian.desk.duties.models import Duty
from mingjian.desk.duties.ticking import tick

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a server that several processes reach"
    ),
]
ROUNDS = 8


def test_two_ticks_at_once_do_the_work_once(cast):
    late = [owed(kind=f"case.{number}") for number in range(20)]
    found = at_once(lambda _: tick(today=DAY), [1, 2])
    every = Duty.objects.everything(reason="a test looks")
    assert [answer for answer in found if isinstance(answer, str)] == []
    assert sum(done.told_late for done in found) == len(late)
    assert sum(done.made for done in found) == every.exclude(period="").count()
    mine = Notice.objects.filter(to_person_id=cast.north_handler.person_id)
    assert mine.filter(kind="duty.late").count() == len(late)
    assert mine.filter(kind="duty.digest").count() == 1


def test_numbers_taken_at_once_are_all_different_and_without_a_gap(cast):
    waiting = []
    for _ in range(2 * ROUNDS):
        document = drafted(cast)
        papers.submit(document, cast.league_handler, today=DAY)
        papers.check(document, cast.league_reviewer, today=DAY)
        waiting.append(document)
    approver = cast.league_approver

    def issue(half):
        for document in waiting[half::2]:
            papers.issue(document, approver, today=date(2026, 11, 27))
        return half

    found = at_once(issue, [0, 1])
    assert sorted(map(str, found)) == ["0", "1"]
    numbered = Document.objects.everything(reason="a test looks").exclude(number="")
    assert numbered.count() == 2 * ROUNDS
    assert papers.numbers_without_gap(organ(LEAGUE), "改", 2026)


def test_a_document_signed_by_two_at_once_gets_one_number(cast):
    document = drafted(cast)
    papers.submit(document, cast.league_handler, today=DAY)
    papers.check(document, cast.league_reviewer, today=DAY)
    approver = cast.league_approver
    found = at_once(lambda _: papers.issue(document, approver, today=DAY), [1, 2, 3])
    assert found.count("Conflict") == 2
    assert found.count(None) == 1
    assert papers.numbers_without_gap(organ(LEAGUE), "改", 2026)
