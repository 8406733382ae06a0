"""What an officer sees of findings: the list for comparing, questions, owed tables, the record of each rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from mingjian.desk.core.scoping import ScopedQuerySet
from mingjian.desk.findings import engine
from mingjian.desk.findings.models import LOOKING_ORGANS, Finding, FindingQuerySet, Owed, Question, Run
from mingjian.desk.findings.states import Outcome, Presence, State
from mingjian.desk.people import queries as people
from mingjian.desk.people.kinds import OrganKind
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text

Z = 1.96  # 95 in 100
FLOOR = 0.3  # a rule below it, with enough outcomes, is advice only
ENOUGH = 20


@dataclass(frozen=True)
class Sift:
    """What a list is narrowed to; empty means everything."""

    state: str = ""
    presence: str = ""
    rule: str = ""
    grade: str = ""
    place: str = ""
    household: str = ""
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
    low: float | None
    high: float | None

    @property
    def precision(self) -> float | None:
        """Confirmed, in part or whole, of all that could be settled."""
        judged = self.confirmed + self.harmless + self.wrong
        return self.confirmed / judged if judged else None

    @property
    def is_advice_only(self) -> bool:
        """Whether enough was looked at to say that the rule is more often wrong than its floor allows."""
        judged = self.confirmed + self.harmless + self.wrong
        return judged >= ENOUGH and self.precision is not None and self.precision < FLOOR


def findings(officer: Officer, sift: Sift = Sift()) -> FindingQuerySet:
    """The findings that she may see, narrowed."""
    found = Finding.objects.visible_to(officer)
    exact = {"state": sift.state, "presence": sift.presence, "rule": sift.rule, "grade": sift.grade}
    found = found.filter(**{column: value for column, value in exact.items() if value})
    if sift.place:
        found = found.filter(division__startswith=sift.place)
    if sift.household:
        found = found.filter(households__contains=sift.household)
    if sift.mine:
        found = found.filter(assignee_id=officer.person_id)
    return found


def totals(found: QuerySet[Finding]) -> Mapping[str, int]:
    """How many findings and how much money a list holds; the money of findings that overlap stands in each."""
    sums = found.aggregate(count=Count("pk"), fen=Sum("fen"))
    return {"count": sums["count"] or 0, "fen": sums["fen"] or 0}


def of_household(officer: Officer, household: str) -> QuerySet[Finding]:
    """All findings about one household that she may see."""
    return Finding.objects.visible_to(officer).filter(households__contains=household)


def counts_by(officer: Officer, column: str) -> Mapping[Any, int]:
    """How many of the findings she may see stand at each value of a column."""
    rows = Finding.objects.visible_to(officer).order_by().values_list(column).annotate(count=Count("pk"))
    return dict(rows)


def changed_since(officer: Officer, day: date) -> Mapping[str, int]:
    """How many came, came again and went since a day: what a supervisor asks first."""
    seen = Q(last_run__as_of__gte=day)
    counts = Finding.objects.visible_to(officer).aggregate(
        new=Count("pk", filter=seen & Q(first_seen__gte=day)),
        recurred=Count("pk", filter=seen & Q(presence=Presence.RECURRED)),
        cleared=Count("pk", filter=Q(presence=Presence.CLEARED, last_seen__gte=day)),
    )
    return {name: int(count) for name, count in counts.items()}


def questions(officer: Officer) -> QuerySet[Question]:
    """The household questions of her county; above it, of the counties in her places, to read the answers."""
    return Question.objects.visible_to(officer)


def owed_tables(officer: Officer) -> QuerySet[Owed]:
    """The tables owed in her places."""
    if officer.organ not in (*LOOKING_ORGANS, OrganKind.INSTITUTION):
        return Owed.objects.none()
    return Owed.objects.filter(people.places_of(officer).q("division") | Q(division="")).select_related(
        "last_run"
    )


def runs(officer: Officer) -> QuerySet[Run]:
    """The runs that were loaded, for the civil affairs of leagues and the region."""
    if officer.organ != OrganKind.CIVIL_AFFAIRS:
        return Run.objects.none()
    return Run.objects.all()


def rule_records(officer: Officer) -> list[RuleRecord]:
    """How each rule has done in her places."""
    return records_of(Finding.objects.visible_to(officer))


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
    low, high = interval(counts["confirmed"], counts["confirmed"] + counts["harmless"] + counts["wrong"])
    return RuleRecord(rule=rule, title=engine.title_of(rule), low=low, high=high, **counts)


def interval(hits: int, of: int) -> tuple[float | None, float | None]:
    """The Wilson interval of a share at 95 in 100; None twice where nothing was judged."""
    if not of:
        return None, None
    share, z2 = hits / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)
