"""A walk through the life of a case by everybody, in any order: no step is skipped, nobody stands on both sides."""

import sys
from datetime import date, timedelta
from random import Random

import pytest
from desk.cases.conftest import NOON, OPENED
from desk.cast import NORTH_VILLAGE, number_of
from desk.findings.runs import Row
from django.db import transaction

from mingjian.desk.cases.actions import checking, closing, money, opening
from mingjian.desk.cases.models import Case, Recovery, Restoration, Statement
from mingjian.desk.cases.states import Household, Kind, Official, State
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.images import name
from mingjian.desk.duties.models import Duty
from mingjian.desk.findings import queries
from mingjian.desk.findings.actions import loading
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.states import Presence

pytestmark = pytest.mark.django_db
ACTORS = (
    "north_handler",
    "north_handler_2",
    "north_reviewer",
    "north_approver",
    "north_supervisor",
    "league_supervisor",
    "south_handler",
)
BARRED = "north_handler"
STEPS = 20
# Which state may follow which, written down from the procedure and not from the program's table.
NEXT = {
    "pending": {"assigned"},
    "assigned": {"assigned", "checking", "pending"},
    "checking": {"reviewed", "checking", "pending"},
    "reviewed": {"harmless", "rectifying", "checking"},
    "rectifying": {"accepted"},
    "accepted": {"closed", "rectifying"},
    "harmless": {"pending"},
    "closed": {"pending"},
}


# What is owed in which state, written down from the procedure: one step at a time, nothing once it has ended.
OWED = {
    "pending": [["assign"]],
    "assigned": [["check"]],
    "checking": [["check"], ["recheck"], ["review"]],
    "reviewed": [["decide"]],
    "rectifying": [["rectify"], ["rectify_again"], ["accept"]],
    "accepted": [["close"]],
    "harmless": [[]],
    "closed": [[]],
}
BESIDE = ("case.statement", "case.notify", "case.restore", "case.retest")


def owed_in_turn(case):
    """Which steps the case owes, those left out that run beside the others."""
    every = Duty.objects.everything(reason="a test looks").filter(about=name(case), state="running")
    return sorted(
        kind.removeprefix("case.") for kind in every.values_list("kind", flat=True) if kind not in BESIDE
    )


class Walk:
    """One walk: a case, the officers, and what is drawn by chance."""

    def __init__(self, cast, case, random):
        self.cast, self.case, self.random = cast, case, random
        self.officers = {name: getattr(cast, name) for name in ACTORS}
        self.people = {name: cast.person(name) for name in ACTORS}
        self.today = OPENED

    def anyone(self):
        return self.random.choice(ACTORS)

    def person(self):
        return self.people[self.anyone()]

    def assign(self, by):
        second = self.random.choice((None, self.person()))
        checking.assign(self.case, by, checker=self.person(), second=second, today=self.today)

    def take_up(self, by):
        checking.take_up(self.case, by)

    def give_back(self, by):
        checking.give_back(self.case, by, reason="回避", today=self.today)

    def file(self, by):
        kind = self.random.choice(list(Kind))
        checking.file_piece(
            self.case, by, kind=kind, title="材料", provider="镇", captured_on=OPENED, now=NOON
        )

    def offer(self, by):
        checking.offer_statement(self.case, by, of="户主", today=self.today)

    def take_statement(self, by):
        for row in Statement.objects.filter(case=self.case, given_on__isnull=True):
            checking.take_statement(self.case, by, statement=row, words="无异议", today=self.today)

    def report(self, by):
        checking.report(self.case, by, found=self.random.choice(("", "属实")), today=self.today)

    def send_back(self, by):
        checking.return_to_checker(self.case, by, reason="再查", today=self.today)

    def review(self, by):
        checking.review(self.case, by, today=self.today)

    def clear(self, by):
        closing.clear(self.case, by, innocent="已更正", today=self.today)

    def order(self, by):
        household, official = self.random.choice(list(Household)), self.random.choice(list(Official))
        closing.order_rectification(
            self.case, by, household=household, official=official, what="核减", today=self.today
        )

    def put_right(self, by):
        on = self.today - timedelta(days=self.random.choice((0, 1, 400)))
        closing.report_put_right(self.case, by, what="已核减", on=on, today=self.today)

    def accept(self, by):
        closing.accept_rectification(self.case, by, today=self.today)

    def not_put_right(self, by):
        closing.return_to_rectifying(self.case, by, reason="未改", today=self.today)

    def close(self, by):
        closing.close(self.case, by, closing="", today=self.today)

    def reopen(self, by):
        closing.reopen(self.case, by, reason="又出现", today=self.today)

    def recover(self, by):
        fen = self.random.choice((0, 90000))
        words = {"household": "H1", "fen": fen, "monthly_allowance_fen": 0, "today": self.today}
        money.order_recovery(self.case, by, **words)

    def pay(self, by):
        for row in Recovery.objects.filter(case=self.case):
            money.note_payment(row, by, fen=self.random.choice((1, 90000)), paid_on=self.today, receipt="票1")

    def waive(self, by):
        for row in Recovery.objects.filter(case=self.case):
            money.waive(row, by, fen=self.random.choice((1, 90000)), because="困难")

    def restore(self, by):
        for row in Restoration.objects.filter(case=self.case):
            words = {"restored_on": self.today, "owed_fen": 100, "paid_fen": 100, "paid_on": self.today}
            money.restore(row, by, today=self.today, **words)


VERBS = tuple(
    word
    for word, verb in vars(Walk).items()
    if callable(verb) and not word.startswith("_") and word not in ("anyone", "person")
)
# Drawn as often as all the others, so that many walks come to their end: what comes next, and who does it.
ONWARD = {
    "pending": (("assign", "north_supervisor"),),
    "assigned": (("take_up", ""),),
    "checking": (("report", ""), ("review", "north_reviewer")),
    "reviewed": (("order", "north_approver"), ("order", "north_approver"), ("clear", "north_approver")),
    "rectifying": (("put_right", "north_supervisor"), ("accept", "north_approver")),
    "accepted": (("close", "north_approver"), ("file", "")),
    "harmless": (("reopen", "north_supervisor"),),
    "closed": (("reopen", "north_supervisor"),),
}


def draw(walk: Walk) -> tuple[str, str]:
    """A verb and who tries it; an empty one in ONWARD is whoever checks the case."""
    if walk.random.random() < 0.4:
        return walk.random.choice(VERBS), walk.anyone()
    verb, who = walk.random.choice(ONWARD[walk.case.state])
    checkers = [one for one, person in walk.people.items() if person.pk == walk.case.checker_id]
    return verb, who or (checkers[0] if checkers else walk.anyone())


def stand_on_both_sides(case: Case) -> list[str]:
    """Which offices of the case one natural person holds at once that exclude each other."""
    checked = {case.checker_id, case.second_id} - {None}
    right = {case.put_right_by_id} - {None}
    judged = {
        "reviewer": (case.reviewer_id, checked),
        "accepter": (case.accepter_id, checked | right),
        "closer": (case.closer_id, checked if case.state == State.HARMLESS else checked | right),
    }
    wrong = [name for name, (person, sides) in judged.items() if person in sides]
    recoveries = Recovery.objects.filter(case=case, waived_fen__gt=0)
    return wrong + [f"waiver {row.pk}" for row in recoveries if row.waived_by_id == row.ordered_by_id]


def judge(walk: Walk, before: str, what: str) -> None:
    case = Case.objects.everything(reason="a test looks").get(pk=walk.case.pk)
    assert case.state == before or case.state in NEXT[before], f"{before} -> {case.state}"
    assert stand_on_both_sides(case) == [], case.state
    barred = walk.people[BARRED].pk
    parts = (case.checker_id, case.second_id, case.reviewer_id, case.accepter_id, case.closer_id)
    assert barred not in parts, f"{BARRED} handled the household and has a part: {what}"
    assert owed_in_turn(case) in OWED[case.state], f"{what}: {case.state} owes {owed_in_turn(case)}"
    if case.state in ("accepted", "closed"):
        done = (case.checker_id, case.found_on, case.reviewer_id, case.ordered_by_id, case.put_right_on)
        assert all((*done, case.put_right_by_id, case.accepter_id)), done


def walk_once(cast, case, seed) -> str:
    """Walk from the opening on; in which state it ends."""
    walk = Walk(cast, case, Random(seed))
    for _ in range(STEPS):
        verb, who = draw(walk)
        before = walk.case.state
        try:
            getattr(walk, verb)(walk.officers[who])
        except (Conflict, NotAllowed):
            after = Case.objects.everything(reason="a test looks").get(pk=case.pk).state
            assert after == before, f"{verb} was refused and changed the case"
        judge(walk, before, f"{verb} by {who}")
    return str(walk.case.state)


@pytest.fixture
def opened(cast, load):
    """A case over two findings, one of which a later run no longer holds; one person handled the household."""
    load(Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1"))
    from_log = [("H1", number_of(20))]
    assert cast.person(BARRED).identity == number_of(20)
    loading.note_handlers(Site(), handlers=from_log)
    found = list(queries.findings(cast.north_supervisor))
    case = opening.open_case(cast.north_supervisor, findings=found, title="死亡后仍发放", today=OPENED)
    load(as_of=date(2026, 12, 31))
    gone = Finding.objects.everything(reason="a test looks").get()
    assert gone.presence == Presence.CLEARED
    return case


def walk_all(cast, case, seeds) -> dict[str, int]:
    ends: dict[str, int] = {}
    for seed in seeds:
        mark = transaction.savepoint()
        end = walk_once(cast, Case.objects.everything(reason="a test walks").get(pk=case.pk), seed)
        transaction.savepoint_rollback(mark)
        # Rolled back it still stands, and each that stands below makes the next statement dearer.
        transaction.savepoint_commit(mark)
        ends[end] = ends.get(end, 0) + 1
    return ends


def test_no_step_is_skipped_and_nobody_stands_on_both_sides(cast, opened):
    assert sum(walk_all(cast, opened, range(10)).values()) == 10


@pytest.mark.slow
def test_two_thousand_walks_skip_no_step_and_set_nobody_on_both_sides(cast, opened, capsys):
    ends = walk_all(cast, opened, range(2000))
    with capsys.disabled():
        sys.stdout.write(f"\nwalks of a case ended in: {ends}\n")
    assert sum(ends.values()) == 2000
    assert ends["closed"] > 10
