"""The pages of a person and of an organ."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mingjian.desk.cases.states import STATE_WORDS as CASE_STATES
from mingjian.desk.cases.states import State as CaseState
from mingjian.desk.core.http import open_to
from mingjian.desk.documents.states import STATES as PAPER_STATES
from mingjian.desk.documents.states import State as PaperState
from mingjian.desk.duties import queries as duties
from mingjian.desk.findings.views.ledger import row_of
from mingjian.desk.overview import dossiers
from mingjian.desk.overview.dossiers import MOST, Dossier
from mingjian.desk.people import policies
from mingjian.desk.people import queries as people
from mingjian.desk.people.kinds import ORGAN_KINDS, PERSONNEL, RANKS, OrganKind, Personnel, Rank
from mingjian.desk.people.officers import Officer, OfficerRequest
from mingjian.desk.people.views.registers import READERS


@open_to(*READERS)
@require_GET
def person(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The page of a person of one's places."""
    officer = request.officer
    whom = get_object_or_404(people.persons(officer), pk=pk)
    dossier = dossiers.person(officer, whom)
    context = {
        **_context(officer, dossier),
        "person": whom,
        "now": [term for term in dossier.terms if _holds(term, officer)],
        "may_keep": policies.may_keep_people(officer),
        "may_keep_kin": policies.keeps_kin(officer, whom.pk),
    }
    return render(request, "overview/person.html", context)


@open_to(*READERS)
@require_GET
def organ(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The page of an organ of one's places."""
    officer = request.officer
    which = get_object_or_404(people.organs(officer), pk=pk)
    dossier = dossiers.organ(officer, which)
    context = {
        **_context(officer, dossier),
        "organ": which,
        "kind": ORGAN_KINDS[OrganKind(which.kind)],
        "serving": sum(_holds(term, officer) for term in dossier.terms),
        "may_keep": policies.may_keep_organ(officer, which),
    }
    return render(request, "overview/organ.html", context)


def _holds(term: Any, officer: Officer) -> bool:  # noqa: ANN401  a term
    return bool(term.from_day <= officer.on and (term.to_day is None or term.to_day >= officer.on))


def _context(officer: Officer, dossier: Dossier) -> dict[str, Any]:
    return {
        "terms": [
            (term, RANKS[Rank(term.rank)], PERSONNEL[Personnel(term.personnel)], _holds(term, officer))
            for term in dossier.terms
        ],
        "powers": dossier.powers,
        "duties": [
            (duty, duties.title(duty), duties.light(duty, today=officer.on)) for duty in dossier.duties
        ],
        "findings": [row_of(finding) for finding in dossier.findings],
        "cases": [(case, CASE_STATES[CaseState(case.state)]) for case in dossier.cases],
        "documents": [(paper, PAPER_STATES[PaperState(paper.state)]) for paper in dossier.documents],
        "happenings": dossier.happenings,
        "most": MOST,
    }
