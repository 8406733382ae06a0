"""A record that seems wrong goes to whoever supplied it: a notice with a clock, and an answer that counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mingjian.desk.core import images, outbox
from mingjian.desk.core.actions import Conflict, action, founding
from mingjian.desk.core.actor import Site
from mingjian.desk.documents import actions as papers
from mingjian.desk.documents.models import Document
from mingjian.desk.documents.projections import CorrectionNotice, Fault
from mingjian.desk.documents.queries import own_organ
from mingjian.desk.documents.staff import staff_of, without_barred
from mingjian.desk.duties.actions import owing
from mingjian.desk.duties.models import Duty
from mingjian.desk.duties.states import State as DutyState
from mingjian.desk.findings import engine, naming, policies, providers, states
from mingjian.desk.findings.models import Concern, Correction, Finding, Named
from mingjian.desk.findings.models.correcting import PROVIDING
from mingjian.desk.findings.states import Correcting, Moved, Outcome, State
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer
from mingjian.privacy.scanning import find_numbers
from mingjian.wording import Text

KIND = "finding.correction"
CITE = "社会救助家庭经济状况核对：提供单位核对并更正所报数据"


@dataclass(frozen=True)
class WrongRecord:
    """Which table is wrong, who supplied it, and what is wrong: words that name no number of a person."""

    table: str
    provider: Organ
    fault: str


def send_notices(by: Officer, findings: Sequence[Finding], wrong: WrongRecord | None, today: date) -> None:
    """Send a notice for each of the findings whose outcome is that a record is wrong, inside that act."""
    if wrong is None or not wrong.table or not wrong.fault.strip():
        raise Conflict(
            "请写明哪张数据表有误、由哪个单位更正、错在哪里；系统据此向提供单位发更正通知。",
            "Say which table is wrong, who corrects it and what is wrong: the provider gets a notice.",
        )
    if wrong.table not in engine.table_names():
        raise Conflict(f"数据标准里没有数据表“{wrong.table}”。", f"There is no table '{wrong.table}'.")
    if any(find_numbers([wrong.fault])):
        raise Conflict(
            "情况说明里有身份证号、账号或电话；提供单位能按记录位置查到，请删去号码。",
            "The words hold a number of a person; the provider finds the record by its place, so leave it out.",
        )
    if not all(wrong.table in naming.tables_of(finding.evidence) for finding in findings):
        raise Conflict(
            "线索的依据里没有这张数据表的记录，提供单位无从查找；请改选依据中列出的数据表，或改作其他结论。",
            "A finding rests on no row of that table, so its provider could not look for one; choose a table of its "
            "evidence, or another outcome.",
        )
    _refuse_to_warn(findings, wrong.provider)
    sender = own_organ(by)
    for finding in findings:
        _send(by, finding, wrong, sender, today)


def _send(by: Officer, finding: Finding, wrong: WrongRecord, sender: Organ, today: date) -> None:
    made = Correction.objects.create(
        finding=finding,
        provider=wrong.provider,
        sender=sender,
        table=wrong.table,
        record=naming.rows_of(finding.evidence, wrong.table),
        fault=wrong.fault.strip()[:500],
        asked_on=today,
        asked_by_id=by.person_id,
    )
    named = named_keys([finding])
    title = engine.table_title(wrong.table)
    made.duty = owing.owe(
        by,
        kind=KIND,
        title=Text(
            f"核对更正“{title.zh}”数据的记录", f"look at a record of the table {title.en} and correct it"
        ),
        trigger=today,
        organ=wrong.provider,
        local=providers.days_to("correction"),
        cite=CITE,
        about=images.name(made),
        named_keys=named,
    )
    made.save()
    text = Text(
        f"{sender.name}请本单位核对“{title.zh}”数据的一条记录，{made.duty.due_on}前答复。",
        f"{sender.name} asks your office to look at a record of {title.en}, by {made.duty.due_on}.",
    )
    for person in without_barred(staff_of(wrong.provider.pk, PROVIDING, on=today), (), on=today, keys=named):
        outbox.post("findings.correction", person, text, made)


@action("correction.corrected", may=policies.may_correct, also=("duty",))
def corrected(correction: Correction, by: Officer, *, duty: Duty, text: str, today: date) -> None:
    """The provider has corrected its record; that it was wrong counts for item 11(3) and in the record of the rule."""
    _answer(correction, by, Correcting.CORRECTED, text, duty, today)


@action("correction.confirmed", may=policies.may_correct, also=("duty", "finding"))
def confirmed(
    correction: Correction, by: Officer, *, duty: Duty, finding: Finding, text: str, today: date
) -> None:
    """The provider says with its reason that the record is right: the finding opens again for whoever settled it."""
    if correction.finding_id != finding.pk:
        raise ValueError("the finding is not that of the notice")
    _answer(correction, by, Correcting.CONFIRMED, text, duty, today)
    if finding.state != State.SETTLED or finding.outcome != Outcome.RECORD_WRONG:
        return
    open_again(finding, Moved.DISPUTED, by, text, today)
    words = Text(
        f"提供单位认为登记无误，线索已重新打开：{text}",
        f"The provider says that the record is right, and the finding is open again: {text}",
    )
    for person in without_barred([correction.asked_by_id], (), on=today, keys=named_keys([finding])):
        outbox.post("findings.disputed", person, words, finding)


@founding("correction.letter", may=policies.may_write_to, also=("corrections",))
def draft_letter(by: Officer, *, provider: Organ, corrections: Sequence[Correction], today: date) -> Document:
    """Draft the official notice over open corrections of one table of one provider; it is checked and issued after."""
    first, *_ = corrections
    if any(
        one.stage != Correcting.OPEN or one.document_id or one.table != first.table for one in corrections
    ):
        raise Conflict(
            "其中有已答复或已发函的记录；请刷新后再拟。", "One was answered or written about already."
        )
    due = [one.duty.due_on for one in corrections if one.duty and one.duty.due_on]
    said = CorrectionNotice(
        table=engine.table_title(first.table).zh,
        handed_in_on=max(one.finding.last_seen for one in corrections),
        faults=tuple(_fault(one) for one in corrections),
        answer_by=min(due, default=today),
    )
    document = papers.draft(
        by,
        organ=own_organ(by),
        kind="correction_notice",
        said=said,
        recipients=[provider],
        about=images.name(first),
        named_keys=named_keys([one.finding for one in corrections]),
        today=today,
    )
    for one in corrections:
        one.document = document
        one.save(update_fields=["document"])
    return document


def withdraw_open(finding: Finding, reason: str, today: date) -> None:
    """Withdraw what a provider was asked about a finding that is open again, inside that act."""
    waiting = Correction.objects.everything(reason="a notice goes with its finding")
    for one in waiting.select_for_update().filter(finding=finding, stage=Correcting.OPEN):
        one.stage = Correcting.WITHDRAWN
        one.save(update_fields=["stage"])
        if one.duty and one.duty.state in (DutyState.RUNNING, DutyState.PAUSED):
            owing.void(one.duty, Site(), reason=reason, today=today)


def open_again(finding: Finding, how: Moved, by: Officer, because: str, today: date) -> None:
    """Take an outcome back, inside an act: the finding stands open with the reason."""
    finding.state = states.after("reopen", finding.state)
    finding.outcome, finding.innocent, finding.outcome_because = "", "", ""
    finding.settled_on, finding.settled_by, finding.settled_evidence = None, None, ""
    note_move(finding, how, by, because, today)
    finding.save()


def note_move(finding: Finding, how: Moved, by: Officer, because: str, today: date) -> None:
    """Note how a finding changed hands, so that its page tells; whoever calls saves it."""
    finding.moved, finding.moved_because, finding.moved_on = how, because.strip()[:200], today
    finding.moved_by_id = by.person_id


def named_keys(findings: Iterable[Finding]) -> frozenset[str]:
    """The keyed hashes of all whom some findings name, whether the site knows them yet or not."""
    named = Named.objects.filter(finding__in=[finding.pk for finding in findings])
    return frozenset(named.values_list("person_hash", flat=True))


def keep_away(findings: Iterable[UUID]) -> None:
    """Inside an act: what was asked about some findings does not exist for those whom a later run names there."""
    every = Correction.objects.everything(reason="whoever is named is kept away")
    asked = every.filter(finding__in=list(findings)).select_related("finding", "document")
    for one in asked:
        keys = named_keys([one.finding])
        owing.keep_away([images.name(one)], keys)
        papers.keep_away([one.document] if one.document else [], keys)


def _answer(
    correction: Correction, by: Officer, stage: Correcting, text: str, duty: Duty, today: date
) -> None:
    if correction.duty_id != duty.pk:
        raise ValueError("the duty is not that of the notice")
    if correction.stage != Correcting.OPEN:
        raise Conflict("这份更正通知已有答复或已撤回。", "This notice was answered or withdrawn already.")
    if not text.strip():
        raise Conflict(
            "请写明核对的情况：改了什么，或者凭什么认定无误。",
            "Say what was found: what was corrected, or why the record is right.",
        )
    correction.stage, correction.answer = stage, text.strip()[:1000]
    correction.answered_on, correction.answered_by_id = today, by.person_id
    correction.save(update_fields=["stage", "answer", "answered_on", "answered_by"])
    if duty.state in (DutyState.RUNNING, DutyState.PAUSED):
        owing.meet(duty, by, met_by=images.name(correction), today=today)


def _refuse_to_warn(findings: Sequence[Finding], provider: Organ) -> None:
    """A record may be shown to the office that a finding touches, but not where its own staff are looked at."""
    touched = Concern.objects.filter(finding__in=[one.pk for one in findings], office=provider.office)
    about_staff = {
        one.pk for one in findings if one.subject_kind == "officer" or engine.is_about_officers(one.rule)
    }
    if touched.filter(finding__in=about_staff).exists():
        raise Conflict(
            "线索涉及该单位的工作人员，不能向该单位发更正通知；请改选上一级单位。",
            "The finding is about staff of that office, which must not be told; choose the office above it.",
        )


def _fault(correction: Correction) -> Fault:
    return Fault(
        place="、".join(naming.places_of(correction.record)), column="见情况", fault=correction.fault
    )
