"""Operations of the locker of a case: what is in it, a file put into it, a file as it was filed."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from mingjian.desk.cases import queries
from mingjian.desk.cases.api import READ, WORK
from mingjian.desk.cases.api_answers import PieceLine, piece_line, seen
from mingjian.desk.cases.forms import PieceForm
from mingjian.desk.cases.models import Piece
from mingjian.desk.cases.views.case import file_of
from mingjian.desk.cases.views.verbs import VERBS, Doing
from mingjian.desk.core.operations import A_FILE, Key, doing, faults, reading, sent_as
from mingjian.desk.findings.models import LOOKING
from mingjian.desk.people.kinds import Scope
from mingjian.desk.people.officers import OfficerRequest
from mingjian.privacy.masking import mask_text
from mingjian.wording import Refusal

router = Router(tags=["cases"])


def _form(*sent: Any) -> PieceForm:  # noqa: ANN401  fields and files of a request
    """The form of the page of a case, which has to bring a file here."""
    form = PieceForm(*sent)
    form.fields["file"].required = True
    return form


FIELDS = tuple(_form().fields)


@reading(
    router,
    "/cases/{uuid:pk}/evidence",
    to=LOOKING,
    scope=READ,
    name="api-case-evidence",
    answer=list[PieceLine],
)
def evidence(request: OfficerRequest, pk: UUID) -> list[PieceLine]:
    """What is in the locker of a case, in the order it was filed."""
    return [piece_line(row) for row in queries.pieces(seen(request, pk))]


@doing(
    router,
    "/cases/{uuid:pk}/upload",
    to=LOOKING,
    scope=WORK,
    name="api-case-upload",
    answer=PieceLine,
    more=sent_as(_form()),
)
def upload(request: OfficerRequest, pk: UUID, key: Key = "") -> PieceLine:
    """Put a file into the locker, at most 20 MB, as multipart/form-data; its hash comes back."""
    row = seen(request, pk)
    _demand_described(request)
    form = _form(request.POST, request.FILES)
    if not form.is_valid():
        zh, en = faults(form)
        raise Refusal(f"请改正这些项目。{zh}", f"Correct these fields. {en}")
    said = Doing(row, request.officer, form.cleaned_data, timezone.localdate(), key, request)
    made = VERBS["file"].do(said)
    if not isinstance(made, Piece):
        raise Http404("sent again under its key, after the case was erased")
    return piece_line(made)


def _demand_described(request: OfficerRequest) -> None:
    """Raise Refusal where more was sent than is described: a slip of the pen does not go unnoticed."""
    if {*request.POST, *request.FILES} - set(FIELDS):
        raise Refusal(
            f"只能填这些项目：{'、'.join(FIELDS)}；请删去别的项目。",
            f"There are no fields but {', '.join(FIELDS)}; leave out the others.",
        )
    twice = [name for name in FIELDS if len(request.POST.getlist(name) + request.FILES.getlist(name)) > 1]
    if twice:
        raise Refusal(
            f"{'、'.join(twice)}：一次只能有一个；几个附件请分几次上传。",
            f"{', '.join(twice)}: one at a time; send several files one after the other.",
        )


@reading(
    router,
    "/cases/{uuid:pk}/evidence/{uuid:piece}",
    to=LOOKING,
    scope=Scope.READ_FILES,
    name="api-case-piece",
    answer=None,
    more=A_FILE,
)
def piece(request: OfficerRequest, pk: UUID, piece: UUID) -> FileResponse:
    """The file of a piece of evidence, as it was filed and not masked, for whom its words are; the journal notes it. A
    piece in words: 404."""
    row = get_object_or_404(queries.pieces(seen(request, pk)).select_related("case"), pk=piece)
    return file_of(row, mask_text(row.name), request.officer)
