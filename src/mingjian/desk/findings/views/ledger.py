"""The list for comparing, with bulk triage; how the rules have done."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import chosen_rows, fresh_key, paged
from mingjian.desk.core.workbooks import LARGEST, Cell, Column, Table, answer
from mingjian.desk.findings import engine, models, policies, queries
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.forms import GRADES, LinkForm, SiftForm
from mingjian.desk.findings.models import Finding, FindingQuerySet
from mingjian.desk.findings.queries import CHANGE_WORDS, Change, Sift
from mingjian.desk.findings.states import OUTCOME_WORDS, PRESENCE_WORDS, STATE_WORDS, Outcome, Presence, State
from mingjian.desk.people import queries as people
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Person
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text

LOOKING = tuple(str(role) for role in models.LOOKING)
WORKING = tuple(str(role) for role in policies.WORKING)


@open_to(*LOOKING)
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The findings of the officer's places, narrowed by the filters of the address."""
    officer = officer_of(request)
    form, link = SiftForm(request.GET), LinkForm(request.GET)
    sift = Sift(**form.cleaned_data) if form.is_valid() else Sift()
    if link.is_valid():
        sift = replace(sift, **link.cleaned_data)
    found = queries.findings(officer, sift).select_related("assignee")
    if request.GET.get("as") == "xlsx":
        return as_workbook(officer, found, sift)
    listed = paged(request, found.defer("evidence", "subject", "months"))
    advice = {record.rule for record in queries.rule_records(officer) if record.is_advice_only}
    sums = queries.totals(found)
    context = {
        **listed,
        "sift": form,
        "change": CHANGE_WORDS[Change(sift.change)] if sift.change and sift.since else None,
        "asked": sift,
        "at": place_words(sift.at) if sift.at else "",
        "rows": [row_of(finding, advice, officer) for finding in listed["page"].object_list],
        "totals": {"count": sums["count"], "yuan": f"{sums['fen'] / 100:,.2f}"},
        "colleagues": colleagues(officer) if officer.has(*policies.WORKING) else [],
        "works": officer.has(*policies.WORKING),
        "key": fresh_key(),
    }
    return render(request, "findings/ledger.html", context)


COLUMNS = (
    Column(Text("地方", "Place"), 24),
    Column(Text("家庭", "Household"), 16),
    Column(Text("疑点", "Finding"), 24),
    Column(Text("说明", "In words"), 70),
    Column(Text("首日", "First"), 12),
    Column(Text("末日", "Last"), 12),
    Column(Text("金额（元）", "Yuan"), 14, is_money=True),
    Column(Text("强度", "Grade"), 8),
    Column(Text("与上次相比", "Since"), 10),
    Column(Text("状态", "State"), 12),
    Column(Text("承办人", "Whose"), 12),
)


def as_workbook(officer: Officer, found: FindingQuerySet, sift: Sift) -> HttpResponse:
    """The list as a workbook: the rows and columns of the page, all pages of it, masked as there."""
    if found.count() > LARGEST:
        raise Conflict(
            f"符合条件的超过{LARGEST}条，请先按地方或规则筛选后再导出。",
            f"More than {LARGEST} fit; narrow the list by place or rule before exporting it.",
        )
    rows = [_cells(row_of(finding, set())) for finding in found.defer("evidence", "subject", "months")]
    narrowed = "；".join(f"{name}={value}" for name, value in vars(sift).items() if value)
    name = Text("疑点线索台账", "Ledger of findings")
    return answer(Table(name, narrowed, COLUMNS, rows), officer, officer.place)


def _cells(row: dict[str, Any]) -> list[Cell]:
    words = ("place", "households", "title", "explanation")
    after = ("grade", "presence", "state", "assignee")
    return [
        *(str(row[name]) for name in words),
        row["first"],
        row["last"],
        row["yuan"],
        *(str(row[name]) for name in after),
    ]


def row_of(finding: Finding, advice: set[str], officer: Officer | None = None) -> dict[str, Any]:
    """A finding as a line of the list; `may` says whether the officer may tick it."""
    return {
        "may": officer is not None and policies.may_triage(officer, finding),
        "owner": ""
        if officer is None or finding.owner_code == officer.division
        else place_words(finding.owner_code),
        "held_until": finding.held_until,
        "held_because": finding.held_because,
        "outcome": OUTCOME_WORDS[Outcome(finding.outcome)] if finding.outcome else "",
        "id": finding.pk,
        "place": place_words(finding.division),
        "households": finding.households,
        "title": engine.title_of(finding.rule),
        "advice": finding.rule in advice,
        "explanation": finding.explanation,
        "first": finding.first,
        "last": finding.last,
        "yuan": None if finding.fen is None else finding.fen / 100,
        "grade": GRADES.get(finding.grade, finding.grade),
        "presence": PRESENCE_WORDS[Presence(finding.presence)],
        "state": STATE_WORDS[State(finding.state)],
        "assignee": finding.assignee.name if finding.assignee else "",
    }


def place_words(code: str) -> str:
    """A place with the one it lies in, as people say it."""
    if not code:
        return str(Text("多地", "several places"))
    upper = engine.place_name(code[:6]) if len(code) > 6 else ""
    return f"{upper}{engine.place_name(code)}"


def colleagues(officer: Officer) -> list[Person]:
    """The persons of her office who may be made answerable for a finding."""
    return list(people.holders_of(officer, Role.HANDLER, Role.SUPERVISOR))


def officer_of(request: HttpRequest) -> Officer:
    """The officer whom the door has let in."""
    officer = getattr(request, "officer", None)
    assert isinstance(officer, Officer)
    return officer


@open_to(*WORKING)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Do one thing with all findings that were ticked, or with none of them."""
    officer = officer_of(request)
    chosen = chosen_rows(request, "finding", Finding.objects.visible_to(officer))
    if not chosen:
        messages.error(request, str(Text("请先勾选线索。", "Tick some findings first.")))
    else:
        try:
            done = _do(request, officer, chosen)
            messages.success(request, str(done))
        except Conflict as conflict:
            messages.error(request, str(conflict))
    return HttpResponseRedirect(back_to(request, reverse("findings")))


def _do(request: HttpRequest, officer: Officer, chosen: list[Finding]) -> Text:
    verb, because = request.POST.get("verb"), request.POST.get("because", "").strip()
    key, n, today = request.POST.get("key", ""), len(chosen), timezone.localdate()
    if verb == "assign":
        to = get_object_or_404(
            people.holders_of(officer, Role.HANDLER, Role.SUPERVISOR), pk=request.POST.get("to")
        )
        triage.assign(officer, findings=chosen, to=to, today=today, key=key)
        return Text(f"已把{n}条线索交办给{to.name}。", f"{n} findings were assigned to {to.name}.")
    if verb == "resume":
        for finding in chosen:
            triage.resume(finding, officer, key=f"{key}{finding.pk.hex}" if key else "")
        return Text(f"{n}条线索已恢复办理。", f"{n} findings were brought back.")
    if not because:
        raise Conflict("请写明原因。", "Say why.")
    if verb == "hold":
        triage.hold(officer, findings=chosen, until=_day(request), because=because, today=today, key=key)
        return Text(f"{n}条线索已暂缓。", f"{n} findings were put off.")
    triage.give_back(officer, findings=chosen, reason=because, today=today, key=key)
    return Text(f"{n}条线索已退回待分办。", f"{n} findings went back to the queue.")


def _day(request: HttpRequest) -> date:
    try:
        found = parse_date(request.POST.get("until", ""))
    except ValueError:
        found = None
    if found is None:
        raise Conflict("请写明暂缓到哪一天。", "Say until which day.")
    return found


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page that a form came from, if it is one of ours."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else otherwise


@open_to(*LOOKING)
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """How each rule has done in the officer's places."""
    rows = [
        {
            "share": _share(record),
            "title": record.title,
            **vars(record),
            "is_advice_only": record.is_advice_only,
        }
        for record in queries.rule_records(officer_of(request))
    ]
    context = {"rows": rows, "enough": queries.ENOUGH, "floor": f"{queries.FLOOR:.0%}"}
    return render(request, "findings/rules.html", context)


def _share(record: queries.RuleRecord) -> str:
    if record.precision is None or record.low is None or record.high is None:
        return "—"
    return f"{record.precision:.0%}（{record.low:.0%}–{record.high:.0%}）"
