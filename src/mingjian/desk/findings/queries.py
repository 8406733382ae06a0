"""What an officer sees of findings: the list for comparing, questions, owed tables, the record of each rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from mingjian.desk.core.scoping import ScopedQuerySet
from mingjian.desk.findings import engine
from mingjian.desk.findings.models import (
    LOOKING_ORGANS,
    Correction,
    Corrections,
    Finding,
    FindingQuerySet,
    Owed,
    Question,
    Run,
)
from mingjian.desk.findings.states import Correcting, Outcome, Presence, State
from mingjian.desk.people import queries as people
from mingjian.desk.people.kinds import OrganKind
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text


@dataclass(frozen=True)
class Sift:
    """What a list is narrowed to; empty means everything.

    `place` and `household` take what lies in them; `at` and `bundle` are exactly the division and households of a
    bundle, so that its number is that of its list.
    """

    state: str = ""
    presence: str = ""
    rule: str = ""
    grade: str = ""
    place: str = ""
    household: str = ""
    outcome: str = ""
    change: str = ""
    since: date | None = None
    bundle: str = ""
    at: str = ""
    open: bool = False
    mine: bool = False


@dataclass(frozen=True)
class RuleRecord:
    """How a rule has done so far: outcomes, and its precision with an interval; None where there are none yet."""

    rule: str
    title: Text
    open: int
    confirmed: int
    harmless: int
    wrong: int
    unsettled: int

    @property
    def settled(self) -> engine.Record:
        """What was settled one way or the other, as the screening reckons it: with interval and floor."""
        return engine.record_of(self.rule, right=self.confirmed, wrong=self.harmless + self.wrong)

    @property
    def precision(self) -> float | None:
        """Confirmed, in part or whole, of all that could be settled."""
        return self.settled.precision

    @property
    def is_advice_only(self) -> bool:
        """Whether enough was looked at to say that the rule is more often wrong than its floor allows."""
        return self.settled.is_advice_only


def findings(officer: Officer, sift: Sift = Sift()) -> FindingQuerySet:
    """The findings that she may see, narrowed."""
    found = Finding.objects.visible_to(officer)
    columns = ("state", "presence", "rule", "grade", "outcome")
    exact = {column: getattr(sift, column) for column in columns}
    exact |= {"division": sift.at, "households": sift.bundle}
    found = found.filter(**{column: value for column, value in exact.items() if value})
    if sift.place:
        found = found.filter(division__startswith=sift.place)
    if sift.household:
        found = found.filter(households__contains=sift.household)
    if sift.change and sift.since:
        found = found.filter(changed(Change(sift.change), sift.since))
    if sift.open:
        found = found.exclude(state=State.SETTLED)
    if sift.mine:
        found = found.filter(assignee_id=officer.person_id)
    return found


def bundles(officer: Officer, *, by: Literal["household", "village"], place: str = "") -> QuerySet[Any, Any]:
    """What is not settled, by household or by village: how many findings, rules, of the officer's own, and fen."""
    found = (
        Finding.objects.visible_to(officer).exclude(state=State.SETTLED).filter(division__startswith=place)
    )
    columns = ["division", "households"] if by == "household" else ["division"]
    found = found.exclude(households="") if by == "household" else found.exclude(division="")
    counts = {
        "count": Count("pk"),
        "rules": Count("rule", distinct=True),
        "mine": Count("pk", filter=Q(owner_code=officer.division)),
        "fen": Sum("fen"),
    }
    bundled: QuerySet[Any, Any] = found.order_by().values(*columns).annotate(**counts)
    return bundled.order_by("-count", *columns)


def totals(found: QuerySet[Finding]) -> Mapping[str, int]:
    """How many findings and how much money a list holds; the money of findings that overlap stands in each."""
    sums = found.aggregate(count=Count("pk"), fen=Sum("fen"))
    return {"count": sums["count"] or 0, "fen": sums["fen"] or 0}


def of_household(officer: Officer, household: str) -> QuerySet[Finding]:
    """All findings about one household that she may see."""
    found = Finding.objects.visible_to(officer).filter(households__contains=household)
    return found.select_related("assignee").defer("evidence", "subject")


def counts_by(officer: Officer, column: str) -> Mapping[Any, int]:
    """How many of the findings she may see stand at each value of a column."""
    rows = Finding.objects.visible_to(officer).order_by().values_list(column).annotate(count=Count("pk"))
    return dict(rows)


class Change(StrEnum):
    """How a finding stands against an earlier day: every finding is one of these and no other."""

    NEW = "new"
    RECURRED = "recurred"
    PERSISTING = "persisting"
    CLEARED = "cleared"
    UNSEEN = "unseen"
    BEFORE = "before"


CHANGE_WORDS = {
    Change.NEW: Text("新出现", "new"),
    Change.RECURRED: Text("又出现", "recurred"),
    Change.PERSISTING: Text("仍存在", "persisting"),
    Change.CLEARED: Text("已消失", "cleared"),
    Change.UNSEEN: Text("其后未再查", "not looked at since"),
    Change.BEFORE: Text("此前已消失", "cleared before"),
}


def changed(change: Change, since: date) -> Q:
    """The condition that a finding has changed so after a day; the same one counts and lists."""
    stands = ~Q(presence=Presence.CLEARED)
    came = Q(first_seen__gt=since)
    again = Q(appeared_on__gt=since)
    conditions = {
        Change.NEW: stands & came,
        Change.RECURRED: stands & ~came & again,
        Change.PERSISTING: stands & ~came & ~again & Q(last_seen__gt=since),
        Change.UNSEEN: stands & ~came & ~again & Q(last_seen__lte=since),
        Change.CLEARED: ~stands & Q(cleared_on__gt=since),
        Change.BEFORE: ~stands & Q(cleared_on__lte=since),
    }
    return conditions[change]


@dataclass(frozen=True)
class Changes:
    """How many findings of a rule (or a place) changed in which way since a day, and their money in fen."""

    key: str
    counts: Mapping[Change, int]


def days_of_runs(officer: Officer) -> list[date]:
    """The days on which findings that she may see were looked for, the newest first."""
    seen = Finding.objects.visible_to(officer).order_by()
    columns = ("first_seen", "appeared_on", "last_seen", "cleared_on")
    days = {day for column in columns for day in seen.values_list(column, flat=True).distinct() if day}
    return sorted(days, reverse=True)


def changes(officer: Officer, since: date, *, by: Literal["rule", "division"]) -> list[Changes]:
    """What changed since a day in her places: by rule, or by the places one level below hers.

    What belongs to several of those stands at the place that holds them all.
    """
    counts = {str(change): Count("pk", filter=changed(change, since)) for change in Change}
    rows = Finding.objects.visible_to(officer).order_by().values(by).annotate(**counts)
    found: dict[str, dict[Change, int]] = {}
    digits = part_digits(officer) if by == "division" else None
    for row in rows:
        key = str(row[by])[:digits]
        line = found.setdefault(key, dict.fromkeys(Change, 0))
        for change in Change:
            line[change] += row[change]
    return [Changes(key, counts) for key, counts in sorted(found.items())]


def changed_since(officer: Officer, day: date) -> Mapping[str, int]:
    """How many findings changed in which way from a day on: what a supervisor asks first."""
    since = day - timedelta(days=1)
    counts = {str(change): Count("pk", filter=changed(change, since)) for change in Change}
    return {
        name: int(count) for name, count in Finding.objects.visible_to(officer).aggregate(**counts).items()
    }


def part_digits(officer: Officer) -> int:
    """How many digits the code of a place one level below the officer's has."""
    return {2: 4, 4: 6, 6: 9, 9: 12}[len(officer.division)]


def questions(officer: Officer) -> QuerySet[Question]:
    """The household questions of her county; above it, of the counties in her places, to read the answers."""
    return Question.objects.visible_to(officer)


def owed_tables(officer: Officer) -> QuerySet[Owed]:
    """The tables owed in her places, and those that her own office was asked for."""
    asked = Q(organ_id=officer.organ_id, duty__isnull=False)
    mine = people.places_of(officer).q("division") | Q(division="")
    looks = officer.organ in (*LOOKING_ORGANS, OrganKind.INSTITUTION)
    found = Owed.objects.filter(mine | asked if looks else asked)
    return found.select_related("last_run", "organ", "duty", "document")


def corrections(officer: Officer) -> Corrections:
    """The notices to providers that she may know of, with their clocks."""
    found = Correction.objects.visible_to(officer)
    return found.select_related("provider", "sender", "duty", "document", "finding", "answered_by")


@dataclass(frozen=True)
class Provided:
    """What a provider was asked to look at again: what was wrong counts for item 11(3) of the Measures."""

    provider: UUID
    name: str
    open: int
    late: int
    corrected: int
    confirmed: int
    unchanged: int


# The provider has said corrected, and a run since still holds the same values.
UNCHANGED = Q(
    stage=Correcting.CORRECTED,
    finding__last_seen__gt=F("answered_on"),
    finding__settled_evidence=F("finding__evidence_hash"),
) & ~Q(finding__presence=Presence.CLEARED)


def by_provider(officer: Officer, *, today: date) -> list[Provided]:
    """How each provider stands among the notices that she may know of."""
    rows = (
        Correction.objects.visible_to(officer)
        .order_by()
        .values("provider_id", "provider__name")
        .annotate(
            open=Count("pk", filter=Q(stage=Correcting.OPEN)),
            late=Count("pk", filter=Q(stage=Correcting.OPEN, duty__due_on__lt=today)),
            corrected=Count("pk", filter=Q(stage=Correcting.CORRECTED)),
            confirmed=Count("pk", filter=Q(stage=Correcting.CONFIRMED)),
            unchanged=Count("pk", filter=UNCHANGED),
        )
        .order_by("provider__name", "provider_id")
    )
    return [
        Provided(row.pop("provider_id"), str(row.pop("provider__name")), **row)  # type: ignore[misc]
        for row in rows
    ]


def runs(officer: Officer) -> QuerySet[Run]:
    """The runs that were loaded, for the civil affairs of leagues and the region."""
    if officer.organ != OrganKind.CIVIL_AFFAIRS:
        return Run.objects.none()
    return Run.objects.all()


def rule_records(officer: Officer) -> list[RuleRecord]:
    """How each rule has done in her places."""
    return records_of(Finding.objects.visible_to(officer))


def record_of(officer: Officer, rule: str) -> RuleRecord | None:
    """How one rule has done in her places; None where it has found nothing there."""
    return next(iter(records_of(Finding.objects.visible_to(officer).filter(rule=rule))), None)


def records_of(found: ScopedQuerySet[Finding]) -> list[RuleRecord]:
    """How each rule has done in some findings."""
    rows = (
        found.order_by()
        .values("rule")
        .annotate(
            open=Count("pk", filter=~Q(state=State.SETTLED)),
            confirmed=Count("pk", filter=Q(outcome__in=[Outcome.CONFIRMED, Outcome.PARTLY])),
            harmless=Count("pk", filter=Q(outcome=Outcome.HARMLESS)),
            wrong=Count("pk", filter=Q(outcome=Outcome.RECORD_WRONG)),
            unsettled=Count("pk", filter=Q(outcome=Outcome.UNSETTLED)),
        )
        .order_by("rule")
    )
    return [_record(row) for row in rows]


def _record(row: Mapping[str, object]) -> RuleRecord:
    rule = str(row["rule"])
    counts = {name: int(str(row[name])) for name in ("open", "confirmed", "harmless", "wrong", "unsettled")}
    return RuleRecord(rule=rule, title=engine.title_of(rule), **counts)
