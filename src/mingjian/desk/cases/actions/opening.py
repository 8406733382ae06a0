"""Taking findings up: a matter with a case for the organ, numbered by lot; further organs get their own."""

from collections.abc import Iterable, Sequence
from datetime import date

from mingjian.desk.cases import policies, queries
from mingjian.desk.cases.actions import clock
from mingjian.desk.cases.actions.checking import demand_in
from mingjian.desk.cases.models import Case, Matter, Office, Party, Taken
from mingjian.desk.cases.states import State, Step
from mingjian.desk.core.actions import Conflict, action, founding
from mingjian.desk.core.actor import Site
from mingjian.desk.core.lots import draw_from
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
    case = _make(matter, Organ.objects.get(pk=by.organ_id), findings, by, today)
    clock.owe(case, by, Step.ASSIGN, today=today)
    return case


@action("case.add_organ", may=policies.may_assign)
def add_organ(
    case: Case,
    by: Officer,
    *,
    organ: Organ,
    asked: str,
    today: date,
    households: Sequence[str] = (),
    fen: int = 0,
) -> Case:
    """Give another organ of the same place a case of its own within the matter: what it has to answer, and its numbers.

    Its findings stay with the case that took them up; it closes by proof of what it has done. Conflict where the organ
    is none of this place, is concerned itself, or has its case already.
    """
    demand_in(case, State.CHECKING, State.REVIEWED)
    _demand_organ(case, organ)
    if not asked.strip():
        raise Conflict("请写明要这个单位答复什么。", "Say what this organ has to answer.")
    if not set(households) <= set(case.households.split("|")):
        raise Conflict("只能从本件涉及的家庭中选择。", "Choose among the households of this case.")
    Matter.objects.select_for_update().get(pk=case.matter_id)
    sibling = Case.objects.create(
        matter_id=case.matter_id,
        organ=organ,
        year=today.year,
        number=_number(today.year),
        title=case.title,
        asked=asked.strip()[:1000],
        owner_code=case.owner_code,
        division=case.division,
        households="|".join(sorted(set(households))),
        fen=fen,
        closes_by="proof",
        opened_on=today,
        opened_by_id=by.person_id,
    )
    handled = Party.objects.filter(case=case, part=Party.HANDLED).values_list("person_hash", flat=True)
    _note(sibling, Party.NAMED, queries.named_keys(case))
    _note(sibling, Party.HANDLED, handled)
    Office.objects.bulk_create(
        Office(case=sibling, office=o.office) for o in Office.objects.filter(case=case)
    )
    clock.owe(sibling, Site(), Step.ASSIGN, today=today)
    return sibling


def _demand_organ(case: Case, organ: Organ) -> None:
    if organ.pk == case.organ_id or organ.division_id != case.owner_code:
        raise Conflict("请选择本级的另一个单位。", "Choose another organ of the same level.")
    if Office.objects.filter(case=case, office=organ.office).exists():
        raise Conflict("本件涉及这个单位，不能由它自己办理。", "The matter touches this organ itself.")
    if (
        Case.objects.everything(reason="one for an organ")
        .filter(matter_id=case.matter_id, organ=organ)
        .exists()
    ):
        raise Conflict("这个单位已经有本事项的核查件。", "This organ has a case of this matter already.")


def _make(matter: Matter, organ: Organ, findings: Sequence[Finding], by: Officer, today: date) -> Case:
    households = sorted({one for finding in findings for one in finding.households.split("|") if one})
    divisions = {finding.division for finding in findings}
    case = Case.objects.create(
        matter=matter,
        organ=organ,
        year=today.year,
        number=_number(today.year),
        title=matter.title,
        owner_code=by.division,
        division=divisions.pop() if len(divisions) == 1 else by.division,
        households="|".join(households),
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
    _note(case, Party.NAMED, named)
    _note(case, Party.HANDLED, handled)
    Office.objects.bulk_create(Office(case=case, office=office) for office in sorted(offices))


def _note(case: Case, part: str, keys: Iterable[str]) -> None:
    Party.objects.bulk_create(Party(case=case, person_hash=key, part=part) for key in sorted(keys))


def _closes_by(findings: Iterable[Finding]) -> str:
    """By proof where any of the findings is a past act, else by a later run that holds none of them."""
    ways = {rule.closes_by for finding in findings if (rule := engine.rule_of(finding.rule))}
    return "rerun" if ways == {"rerun"} else "proof"


def _number(year: int) -> int:
    """A number by lot that no case of the year has, of whichever organ: so no case tells of another one."""
    given = Case.objects.everything(reason="a number is given once").filter(year=year)
    return draw_from(lambda number: not given.filter(number=number).exists())
