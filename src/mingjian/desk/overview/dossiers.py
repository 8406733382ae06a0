"""The page of a person and the page of an organ: terms, powers, duties, findings, cases, documents, in order of time.

Everything comes through the rooms' own queries for the reader: what she may not see is not there, and nothing tells.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from mingjian.desk.cases import queries as cases
from mingjian.desk.cases.models import Case, Office, Party
from mingjian.desk.documents import policies as paper_policies
from mingjian.desk.documents import queries as documents
from mingjian.desk.documents.models import Document, NamedKey
from mingjian.desk.documents.models import Named as NamedInDocument
from mingjian.desk.duties import policies as duty_policies
from mingjian.desk.duties import queries as duties
from mingjian.desk.duties.models import Concerned, ConcernedKey, Duty
from mingjian.desk.findings import engine
from mingjian.desk.findings import queries as findings
from mingjian.desk.findings.models import Concern, Finding, Named
from mingjian.desk.people import queries as people
from mingjian.desk.people.kinds import OrganKind
from mingjian.desk.people.models import Organ, Person, Power, Term
from mingjian.desk.people.officers import Officer
from mingjian.exchange import divisions
from mingjian.wording import Text

MOST = 50  # of each kind; the ledgers hold the rest


@dataclass(frozen=True)
class Happening:
    """One thing that happened, for the time line; `address` is empty where there is nothing to open."""

    on: date
    words: Text
    address: str = ""


@dataclass(frozen=True)
class Dossier:
    """All that a reader may see of a person or an organ."""

    terms: list[Term]
    powers: list[Power]
    duties: list[Duty]
    findings: list[Finding]
    cases: list[Case]
    documents: list[Document]

    @property
    def happenings(self) -> list[Happening]:
        """What happened, the latest first."""
        parts: tuple[Iterable[Happening], ...] = (
            _of_terms(self.terms),
            _of_powers(self.powers),
            _of_duties(self.duties),
            _of_findings(self.findings),
            _of_cases(self.cases),
            _of_documents(self.documents),
        )
        return sorted((one for part in parts for one in part), key=lambda one: one.on, reverse=True)


def person(officer: Officer, whom: Person) -> Dossier:
    """The dossier of a person whom she may know of: what he is asked, what names him, what he works on."""
    held = list(people.terms(officer).filter(person=whom).order_by("-from_day", "pk"))
    key = whom.identity_key
    named = Exists(Named.objects.filter(finding=OuterRef("pk"), person_hash=key))
    party = Exists(Party.objects.filter(case=OuterRef("pk"), person_hash=key))
    hands = ("checker", "second", "reviewer", "accepter", "closer", "put_right_by", "opened_by")
    works = Q(*((f"{hand}_id", whom.pk) for hand in hands), _connector=Q.OR)
    writes = Q(drafted_by=whom) | Q(checked_by=whom) | Q(issued_by=whom)
    in_paper = Exists(NamedInDocument.objects.filter(document=OuterRef("pk"), person=whom)) | Exists(
        NamedKey.objects.filter(document=OuterRef("pk"), person_hash=key)
    )
    in_duty = Exists(Concerned.objects.filter(duty=OuterRef("pk"), person=whom)) | Exists(
        ConcernedKey.objects.filter(duty=OuterRef("pk"), person_hash=key)
    )
    return Dossier(
        terms=held,
        powers=_powers(officer, {term.organ for term in held}),
        duties=_duties(officer, Q(person=whom) | in_duty),
        findings=_findings(officer, Q(named)),
        cases=_cases(officer, works | Q(party)),
        documents=_documents(officer, writes | in_paper),
    )


def organ(officer: Officer, which: Organ) -> Dossier:
    """The dossier of an organ of her places: who serves there, what it owes, what touches it, what it works on."""
    office = which.office
    touched = Exists(Concern.objects.filter(finding=OuterRef("pk"), office=office))
    concerned = Exists(Office.objects.filter(case=OuterRef("pk"), office=office))
    return Dossier(
        terms=list(people.terms(officer).filter(organ=which).order_by("-from_day", "pk")[:MOST]),
        powers=_powers(officer, {which}),
        duties=_duties(officer, Q(organ=which)),
        findings=_findings(officer, Q(touched)),
        cases=_cases(officer, Q(organ=which) | Q(concerned)),
        documents=_documents(officer, Q(organ=which)),
    )


def _powers(officer: Officer, organs: Iterable[Organ]) -> list[Power]:
    """Who held the power of approval in the places of offices that can hold it."""
    holding = (OrganKind.CIVIL_AFFAIRS, OrganKind.TOWNSHIP)
    places = {one.division_id for one in organs if one.kind in holding}
    return list(people.powers(officer).filter(division_id__in=places)) if places else []


def _duties(officer: Officer, about: Q) -> list[Duty]:
    if not officer.has(*duty_policies.WORKERS):
        return []
    return list(duties.duties(officer).filter(about)[:MOST])


def _findings(officer: Officer, about: Q) -> list[Finding]:
    kept = findings.findings(officer).filter(about, erased_on__isnull=True)
    found = kept.select_related("assignee").defer("evidence", "subject", "months")
    return list(found.order_by("-last_seen", "division", "pk")[:MOST])


def _cases(officer: Officer, about: Q) -> list[Case]:
    return list(cases.cases(officer).filter(about, erased_on__isnull=True)[:MOST])


def _documents(officer: Officer, about: Q) -> list[Document]:
    if not officer.has(*paper_policies.RECEIVERS):
        return []
    return list(documents.documents(officer).filter(about).exclude(heading="")[:MOST])


def _of_terms(terms: Sequence[Term]) -> Iterable[Happening]:
    for term in terms:
        what = f"{term.organ.name} {term.post}"
        who = f"{term.person.name} " if term.person.name else ""
        yield Happening(term.from_day, Text(f"{who}任 {what}", f"{who}takes office: {what}"))
        if term.to_day:
            yield Happening(term.to_day, Text(f"{who}离任 {what}", f"{who}leaves: {what}"))


def _of_powers(powers: Sequence[Power]) -> Iterable[Happening]:
    for power in powers:
        where = divisions.name_of(power.division_id)
        if power.held_by == Power.TOWNSHIP:
            said = f"{where}（{power.document}）"
            yield Happening(power.from_day, Text(f"审核确认权下放 {said}", f"approval delegated: {said}"))
        else:
            yield Happening(
                power.from_day, Text(f"审核确认权归旗县民政：{where}", f"approval with the county: {where}")
            )


def _of_duties(owed: Sequence[Duty]) -> Iterable[Happening]:
    for duty in owed:
        title, address = duties.title(duty), reverse("duty", args=[duty.pk])
        yield Happening(duty.trigger_on, Text(f"义务开始：{title.zh}", f"duty begins: {title.en}"), address)
        if duty.met_on:
            yield Happening(duty.met_on, Text(f"义务完成：{title.zh}", f"duty met: {title.en}"), address)


def _of_findings(found: Sequence[Finding]) -> Iterable[Happening]:
    for finding in found:
        title, address = engine.title_of(finding.rule), reverse("finding", args=[finding.pk])
        yield Happening(finding.first_seen, Text(f"发现疑点：{title.zh}", f"found: {title.en}"), address)


def _of_cases(taken: Sequence[Case]) -> Iterable[Happening]:
    for case in taken:
        address, name = reverse("case", args=[case.pk]), f"{case.label} {case.title}"
        yield Happening(case.opened_on, Text(f"立件：{name}", f"case opened: {name}"), address)
        if case.closed_on:
            yield Happening(case.closed_on, Text(f"办结：{name}", f"case closed: {name}"), address)


def _of_documents(papers: Sequence[Document]) -> Iterable[Happening]:
    for paper in papers:
        if paper.issued_on:
            said = Text(f"签发公文：{paper.heading}", f"document issued: {paper.heading}")
            yield Happening(paper.issued_on, said, reverse("document", args=[paper.pk]))
