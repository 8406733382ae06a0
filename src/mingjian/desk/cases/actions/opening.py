"""Taking findings up: a matter with a case for the organ, numbered without gaps; further organs get their own."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Max

from mingjian.desk.cases import policies
from mingjian.desk.cases.models import Case, Matter, Office, Party, Taken
from mingjian.desk.core.actions import Conflict, action, founding
from mingjian.desk.findings import engine
from mingjian.desk.findings.actions.triage import demand_fit
from mingjian.desk.findings.models import Concern, Finding, Handled, Named
from mingjian.desk.findings.states import after
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer


@founding("case.open", may=policies.may_open, also=("findings",))
def open_case(by: Officer, *, findings: Sequence[Finding], title: str, today: date) -> Case:
    """Bundle findings into a case of the officer's office.

    Conflict where one of them is in a case already or settled, or where no title says what it is about.
    """
    if not findings:
        raise Conflict("请先选择疑点线索。", "Choose some findings first.")
    if not title.strip():
        raise Conflict("请写明核查件的标题。", "Say what the case is about.")
    matter = Matter.objects.create(
        title=title.strip(), owner_code=by.division, opened_on=today, opened_by_id=by.person_id
    )
    return _make(matter, Organ.objects.get(pk=by.organ_id), findings, by, today)


@action("case.add_organ", may=policies.may_assign)
def add_organ(case: Case, by: Officer, *, organ: Organ, today: date) -> Case:
    """Give another organ of the same place a case of its own within the matter; each answers its own number."""
    if organ.pk == case.organ_id or organ.division_id != case.owner_code:
        raise Conflict("请选择本级的另一个单位。", "Choose another organ of the same level.")
    if Case.objects.everything(reason="numbers").filter(matter_id=case.matter_id, organ=organ).exists():
        raise Conflict("这个单位已经有本事项的核查件。", "This organ has a case of this matter already.")
    sibling = Case.objects.create(
        matter_id=case.matter_id,
        organ=organ,
        year=today.year,
        number=_next_number(organ, today.year),
        title=case.title,
        owner_code=case.owner_code,
        division=case.division,
        households=case.households,
        closes_by=case.closes_by,
        opened_on=today,
        opened_by_id=by.person_id,
    )
    Party.objects.bulk_create(
        Party(case=sibling, person_hash=p.person_hash, part=p.part) for p in Party.objects.filter(case=case)
    )
    Office.objects.bulk_create(
        Office(case=sibling, office=o.office) for o in Office.objects.filter(case=case)
    )
    return sibling


def _make(matter: Matter, organ: Organ, findings: Sequence[Finding], by: Officer, today: date) -> Case:
    households = sorted({one for finding in findings for one in finding.households.split("|") if one})
    divisions = {finding.division for finding in findings}
    case = Case.objects.create(
        matter=matter,
        organ=organ,
        year=today.year,
        number=_next_number(organ, today.year),
        title=matter.title,
        owner_code=by.division,
        division=divisions.pop() if len(divisions) == 1 else by.division,
        households="|".join(households)[:400],
        fen=sum(finding.fen or 0 for finding in findings),
        closes_by=_closes_by(findings),
        opened_on=today,
        opened_by_id=by.person_id,
    )
    for finding in findings:
        demand_fit("take", finding)
        finding.state = after("take", finding.state)
        finding.held_until, finding.held_because = None, ""
        finding.save(update_fields=["state", "held_until", "held_because"])
    Taken.objects.bulk_create(Taken(case=case, finding=finding) for finding in findings)
    _note_parties(case, findings, households)
    return case


def _note_parties(case: Case, findings: Sequence[Finding], households: Iterable[str]) -> None:
    keys = [finding.pk for finding in findings]
    named = set(Named.objects.filter(finding__in=keys).values_list("person_hash", flat=True))
    handled = set(
        Handled.objects.filter(household__in=list(households)).values_list("person_hash", flat=True)
    )
    offices = set(Concern.objects.filter(finding__in=keys).values_list("office", flat=True))
    Party.objects.bulk_create(Party(case=case, person_hash=key, part=Party.NAMED) for key in sorted(named))
    Party.objects.bulk_create(
        Party(case=case, person_hash=key, part=Party.HANDLED) for key in sorted(handled)
    )
    Office.objects.bulk_create(Office(case=case, office=office) for office in sorted(offices))


def _closes_by(findings: Iterable[Finding]) -> str:
    """By proof where any of the findings is a past act, else by a later run that holds none of them."""
    ways = {rule.closes_by for finding in findings if (rule := engine.rule_of(finding.rule))}
    return "rerun" if ways == {"rerun"} else "proof"


def _next_number(organ: Organ, year: int) -> int:
    """The next number of the organ in the year: the organ is locked, so that no number is given twice."""
    Organ.objects.select_for_update().get(pk=organ.pk)
    taken = Case.objects.everything(reason="numbers").filter(organ=organ, year=year)
    return int(taken.aggregate(last=Max("number"))["last"] or 0) + 1
