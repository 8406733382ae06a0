"""One document: what it says, where it stands in its life, what may be done with it now, and its files."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core.http import open_to
from mingjian.desk.core.references import page_of
from mingjian.desk.documents import actions, forms, jobs, pdf, policies, printing, queries
from mingjian.desk.documents.kinds import kind_of
from mingjian.desk.documents.models import Delivery, Document
from mingjian.desk.documents.sheets import Level, Paragraph, written_day
from mingjian.desk.documents.states import MOVES, NUMBERED, STATES, WAYS, State, Way, can_follow
from mingjian.desk.people.officers import OfficerRequest
from mingjian.wording import Refusal, Text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LIFE = {
    State.DRAFT: Text("拟稿", "written"),
    State.SUBMITTED: Text("送审", "sent to be checked"),
    State.CHECKED: Text("审核", "checked"),
    State.ISSUED: Text("签发", "issued"),
    State.DISPATCHED: Text("送出", "dispatched"),
    State.RECEIVED: Text("签收", "received"),
}
MAY: dict[str, Callable[..., bool]] = {
    "rewrite": policies.may_rewrite,
    "submit": policies.may_submit,
    "check": policies.may_check,
    "send_back": policies.may_send_back,
    "issue": policies.may_issue,
    "dispatch": policies.may_dispatch,
    "drop": policies.may_drop,
    "withdraw": policies.may_withdraw,
}
ERASED = Text(
    "本文所涉事项已按期清除，内容不再保留。", "Its matter was erased on schedule, and what it said with it."
)
NEXT = {
    State.DRAFT: Text("下一步：拟稿人送审核。", "Next: its writer sends it to be checked."),
    State.SUBMITTED: Text(
        "下一步：由拟稿人以外的人审核。", "Next: somebody other than its writer checks it."
    ),
    State.CHECKED: Text(
        "下一步：审批人签发，签发时编号。", "Next: an approver issues it; it gets its number then."
    ),
    State.ISSUED: Text("下一步：送出。", "Next: it is dispatched."),
    State.DISPATCHED: Text("下一步：收文单位签收。", "Next: its recipients confirm receipt."),
    State.RECEIVED: Text("已全部签收。", "All recipients have it."),
    State.DROPPED: Text("没有编号，不再办理。", "It has no number and goes no further."),
    State.WITHDRAWN: Text("文号保留，不再使用。", "Its number is kept and not given again."),
}


@open_to(*policies.RECEIVERS)
@require_GET
def show(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The document with its life."""
    document = _seen(request, pk)
    state = State(document.state)
    try:
        sheet, problem = printing.sheet_of(document, on=timezone.localdate()), ""
        blocks = [(block, _look(block)) for block in sheet.body]
    except Refusal as refusal:
        sheet, blocks, problem = None, [], str(refusal if document.said else ERASED)
    officer = request.officer
    context = {
        "document": document,
        "kind": kind_of(document.kind),
        "state": STATES[state],
        "next": NEXT[state],
        "life": [(words, _day_of(document, step), step == state) for step, words in LIFE.items()],
        "signed": written_day(document.issued_on) if document.issued_on else "",
        "sheet": sheet,
        "blocks": blocks,
        "problem": problem,
        "matter": page_of(officer, document.about) if document.organ_id == officer.organ_id else None,
        "deliveries": [
            (each, WAYS[Way(each.way)], _may_receive(request, each))
            for each in queries.deliveries(officer, document)
        ],
        "may": {name: can_follow(name, state) and may(officer, document) for name, may in MAY.items()},
        "words": {name: move.words for name, move in MOVES.items()},
        "dispatch_form": forms.Dispatch(),
        "is_numbered": state in NUMBERED,
    }
    return render(request, "documents/document.html", context)


@open_to(*policies.RECEIVERS)
@require_POST
def act(request: OfficerRequest, pk: UUID, move: str) -> HttpResponse:
    """Make one move of its life; what stands in the way is said above the page."""
    document, today = _seen(request, pk), timezone.localdate()
    if move not in MAY or move == "rewrite":
        raise Http404("no such move")
    words = {"key": request.POST.get("key", ""), "reason": request.POST.get("reason", "")}
    if move not in ("send_back", "drop"):
        words["today"] = today  # type: ignore[assignment]
    if move == "dispatch":
        way = forms.Dispatch(request.POST)
        words["way"] = way.cleaned_data["way"] if way.is_valid() else Way.HAND
    try:
        getattr(actions, move)(document, request.officer, **words)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        done = Text(f"已办理：{MOVES[move].words.zh}。", f"Done: {MOVES[move].words.en}.")
        messages.success(request, str(done))
    return redirect("document", pk=pk)


@open_to(*policies.RECEIVERS)
@require_POST
def receive(request: OfficerRequest, pk: UUID, delivery: UUID) -> HttpResponse:
    """Confirm a receipt."""
    document = _seen(request, pk)
    rows = {each.pk: each for each in queries.deliveries(request.officer, document)}
    if delivery not in rows:
        raise Http404("no such delivery")
    form = forms.Proof(request.POST)
    actions.receive(
        rows[delivery],
        request.officer,
        document=document,
        today=timezone.localdate(),
        proof=form.cleaned_data["proof"] if form.is_valid() else "",
        key=request.POST.get("key", ""),
    )
    return redirect("document", pk=pk)


@open_to(*policies.RECEIVERS)
@require_GET
def docx(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The .docx: as it was issued, else as it stands, with its stage above the head."""
    document = _seen(request, pk)
    kept = queries.print_of(request.officer, pk)
    if kept is not None:
        return _file(kept.docx, DOCX, f"{document.number}.docx")
    try:
        made, _ = printing.printed(document, on=timezone.localdate())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("document", pk=pk)
    return _file(made, DOCX, f"{document.heading}（{STATES[State(document.state)].zh}）.docx")


@open_to(*policies.RECEIVERS)
@require_GET
def pdf_file(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The PDF of an issued document; a page that waits for it, or says what to install."""
    document = _seen(request, pk)
    kept = queries.print_of(request.officer, pk)
    if kept is None:
        raise Http404("it is not issued")
    if kept.pdf_sealed:
        return _file(kept.pdf, "application/pdf", f"{document.number}.pdf")
    has_program = pdf.office_program() is not None
    if has_program and request.GET.get("again") != "1":
        jobs.make_pdf.enqueue(str(pk))
    context = {"document": document, "has_program": has_program}
    return render(request, "documents/pdf_waiting.html", context, status=202 if has_program else 200)


def _seen(request: OfficerRequest, pk: UUID) -> Document:
    return get_object_or_404(queries.documents(request.officer), pk=pk)


def _may_receive(request: OfficerRequest, delivery: Delivery) -> bool:
    is_waiting = delivery.sent_on is not None and delivery.received_on is None
    return is_waiting and policies.may_receive(request.officer, delivery)


def _look(block: object) -> str:
    """How the page shows a block of the body."""
    if not isinstance(block, Paragraph):
        return "table"
    return {Level.BODY: "body", Level.FIRST: "first", Level.SECOND: "second"}[block.level]


def _day_of(document: Document, step: State) -> tuple[object, str]:
    """When a step was taken and by whom."""
    drafted = (document.drafted_on, document.drafted_by.name)
    checked = (document.checked_on, document.checked_by.name if document.checked_by else "")
    issued = (document.issued_on, document.issued_by.name if document.issued_by else "")
    steps = {State.DRAFT: drafted, State.CHECKED: checked, State.ISSUED: issued}
    return steps.get(step, (document.dispatched_on if step is State.DISPATCHED else None, ""))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
