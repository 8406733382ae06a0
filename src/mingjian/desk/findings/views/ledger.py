"""The list for comparing, with bulk triage; how the rules have done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core import exporting, ledger_pages
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.addresses import address_of
from mingjian.desk.core.filters import filters_of, given
from mingjian.desk.core.http import open_to
from mingjian.desk.core.ledgers import Column, Ledger, Narrowed
from mingjian.desk.core.listing import chosen_rows
from mingjian.desk.core.remembered import until_next_act
from mingjian.desk.findings import engine, models, policies, queries
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.forms import GRADES, LinkForm, SiftForm
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.queries import CHANGE_WORDS, Change, Sift
from mingjian.desk.findings.states import OUTCOME_WORDS, PRESENCE_WORDS, STATE_WORDS, Outcome, Presence, State
from mingjian.desk.people import queries as people
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.officers import Officer
from mingjian.desk.people.readers import READERS
from mingjian.wording import Text

LOOKING = tuple(str(role) for role in models.LOOKING)
WORKING = tuple(str(role) for role in policies.WORKING)


@open_to(*LOOKING)
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The findings of the officer's places, narrowed by the filters of the address."""
    if exporting.is_wanted(request):
        return exporting.answer(request, LEDGER)
    officer = officer_of(request)
    works = officer.has(*policies.WORKING)

    def more() -> dict[str, Any]:
        sift = Sift(**filters_of(LinkForm(request.GET), TOLD).said)
        return {
            "sift": SiftForm(request.GET, rules=[record.rule for record in records(officer)]),
            "change": CHANGE_WORDS[Change(sift.change)] if sift.change and sift.since else None,
            "asked": sift,
            "at": place_words(sift.at) if sift.at else "",
            "told": OVERLAP,
            "colleagues": colleagues(officer) if works else [],
            "works": works,
        }

    return ledger_pages.answer(request, LEDGER, "findings/ledger.html", more, tick="finding" if works else "")


OVERLAP = Text("同一笔钱可能在几条线索里重复出现", "the same money may stand in several findings")


# How filters without a choice are put into words; a household is named nowhere but on the page.
TOLD: Mapping[str, Callable[[Any], object]] = {
    "rule": lambda rule: engine.title_of(rule),
    "household": given,
    "bundle": given,
    "since": lambda day: day,
    "at": lambda code: place_words(code),
}


class Listed(NamedTuple):
    """What the list reads of a finding."""

    pk: UUID
    rule: str
    clauses: str
    grade: str
    division: str
    households: str
    first: date | None
    last: date | None
    fen: int | None
    explanation: str
    owner_code: str
    state: str
    presence: str
    held_until: date | None
    held_because: str
    outcome: str
    first_seen: date
    assignee__name: str | None


def _narrowed(officer: Officer, asked: QueryDict) -> Narrowed:
    """The findings that the filters leave; of their place the ledger takes care."""
    form, link = filters_of(SiftForm(asked), TOLD), filters_of(LinkForm(asked), TOLD)
    found = queries.findings(officer, Sift(**{**form.said, "place": "", **link.said}))
    return Narrowed(found, form.words + link.words, form.wrong + link.wrong)


def records(officer: Officer) -> list[queries.RuleRecord]:
    """How each rule that occurs among the findings she may see has done in her places."""
    return until_next_act(("records of rules", officer), lambda: queries.rule_records(officer))


def advice_only(officer: Officer) -> frozenset[str]:
    """The rules whose findings in her places turned out wrong so often that they are advice only."""
    return until_next_act(
        ("advice only", officer),
        lambda: frozenset(record.rule for record in records(officer) if record.is_advice_only),
    )


def _lines(officer: Officer, rows: Sequence[Listed]) -> list[dict[str, Any]]:
    advice = advice_only(officer)
    return [_line(one, advice, officer) for one in rows]


def _state_words(row: dict[str, Any]) -> str:
    """Where a finding stands: its state, what came of it, until when it is put off, with whom it is."""
    words = [str(row["state"])]
    if row["outcome"]:
        words.append(str(row["outcome"]))
    if row["held_until"]:
        words.append(str(Text("至{}：{}", "until {}: {}")).format(row["held_until"], row["held_because"]))
    if row["owner"]:
        words.append(str(Text("由{}办理", "with {}")).format(row["owner"]))
    return "；".join(words)


ADVICE = Text("（仅供参考）", " (advice only)")
LEDGER = Ledger(
    id="findings",
    name=Text("疑点线索台账", "Ledger of findings"),
    every=queries.findings,
    found=_narrowed,
    lines=_lines,
    readers=READERS,
    roles=frozenset(LOOKING),
    place="division",
    fen="fen",
    months="months",
    reads=Listed,
    columns=(
        Column("place", Text("地方", "Place"), itemgetter("place"), 24),
        Column("household", Text("家庭", "Household"), lambda row: row["households"].replace("|", "、"), 16),
        Column(
            "title",
            Text("疑点", "Finding"),
            lambda row: f"{row['title']}{ADVICE}" if row["advice"] else row["title"],
            24,
            address=lambda row: address_of("finding", row["id"]),
        ),
        Column("explanation", Text("说明", "In words"), itemgetter("explanation"), 70),
        Column("first", Text("首日", "First"), itemgetter("first"), 12, "day"),
        Column("last", Text("末日", "Last"), itemgetter("last"), 12, "day"),
        Column("yuan", Text("金额（元）", "Yuan"), itemgetter("yuan"), 14, "money"),
        Column("grade", Text("强度", "Grade"), itemgetter("grade"), 8, is_optional=True),
        Column("presence", Text("与上次相比", "Since"), itemgetter("presence"), 10, is_optional=True),
        Column("state", Text("状态", "State"), _state_words, 16),
        Column("assignee", Text("承办人", "Whose"), itemgetter("assignee"), 12),
        Column("rule", Text("规则编号", "Rule"), itemgetter("rule"), 20, is_optional=True),
        Column("clauses", Text("条款", "Clauses"), itemgetter("clauses"), 16, is_optional=True),
        Column("seen", Text("首次发现", "First found"), itemgetter("seen"), 12, "day", is_optional=True),
    ),
)


def row_of(finding: Finding) -> dict[str, Any]:
    """A finding as a line of a list without boxes."""
    *own, _ = Listed._fields
    values = [getattr(finding, name) for name in own]
    return _line(Listed._make([*values, finding.assignee.name if finding.assignee else None]))


def _line(
    one: Listed, advice: frozenset[str] = frozenset(), officer: Officer | None = None
) -> dict[str, Any]:
    """A finding as a line of the list; `may` says whether the officer may tick it."""
    return {
        "may": officer is not None and policies.may_triage(officer, one),
        "owner": "" if officer is None or one.owner_code == officer.division else place_words(one.owner_code),
        "held_until": one.held_until,
        "held_because": one.held_because,
        "outcome": OUTCOME_WORDS[Outcome(one.outcome)] if one.outcome else "",
        "id": one.pk,
        "place": place_words(one.division),
        "households": one.households,
        "title": engine.title_of(one.rule),
        "advice": one.rule in advice,
        "explanation": one.explanation,
        "first": one.first,
        "last": one.last,
        "yuan": None if one.fen is None else one.fen / 100,
        "grade": GRADES.get(one.grade, one.grade),
        "presence": PRESENCE_WORDS[Presence(one.presence)],
        "state": STATE_WORDS[State(one.state)],
        "assignee": one.assignee__name or "",
        "rule": one.rule,
        "clauses": one.clauses.replace(";", "、"),
        "seen": one.first_seen,
    }


def place_words(code: str) -> str:
    """A place with the one it lies in, as people say it."""
    if not code:
        return str(Text("多地", "several places"))
    upper = engine.place_name(code[:6]) if len(code) > 6 else ""
    return f"{upper}{engine.place_name(code)}"


def colleagues(officer: Officer) -> list[tuple[UUID, str]]:
    """The persons of her office who may be made answerable for a finding: key and name."""

    def asked() -> list[tuple[UUID, str]]:
        return list(people.holders_of(officer, Role.HANDLER, Role.SUPERVISOR).values_list("pk", "name"))

    return until_next_act(("colleagues", officer), asked)


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
        triage.resume_all(officer, findings=chosen, key=key)
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
            "floor": f"{record.settled.floor:.0%}",
        }
        for record in records(officer_of(request))
    ]
    context = {"rows": rows, "enough": engine.ENOUGH}
    return render(request, "findings/rules.html", context)


def _share(record: queries.RuleRecord) -> str:
    settled = record.settled
    if settled.precision is None or settled.interval is None:
        return "—"
    low, high = settled.interval
    return f"{settled.precision:.0%}（{low:.0%}–{high:.0%}）"
