"""What has to be proved before a household is stopped and before a case is closed, and what shows that it came back."""

from datetime import date

from mingjian.desk.cases import states
from mingjian.desk.cases.models import Case, Piece, Restoration, Statement, Taken
from mingjian.desk.cases.states import Household, Kind
from mingjian.desk.core import images
from mingjian.desk.core.actions import Conflict
from mingjian.desk.documents.models import Document
from mingjian.desk.documents.states import State as PaperState
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.states import Presence
from mingjian.desk.findings.states import State as FindingState

# The papers by which a household is told that it is stopped or refused: with reasons, law and remedies.
NOTICES = ("stop_notice", "refusal_notice")


def demand_heard_at_home(case: Case) -> None:
    """Raise Conflict where a household would be stopped without a survey at home and without having been heard."""
    demand_pieces(case, (Kind.SURVEY,))
    if not was_heard(case):
        demand_pieces(case, (Kind.STATEMENT,))


def was_heard(case: Case) -> bool:
    """Whether the household was heard: its statement is on file, or on a day it was offered one and waived it."""
    given = Statement.objects.filter(case=case, given_on__isnull=False)
    return given.exists() or Piece.objects.filter(case=case, kind=Kind.STATEMENT).exists()


def dispatched_notice(case: Case) -> Document | None:
    """The written notice of stopping or refusal about a case that was issued and has been dispatched; the first one."""
    every = Document.objects.everything(reason="the notice of a case is part of its proof")
    sent = (PaperState.DISPATCHED, PaperState.RECEIVED)
    found = every.filter(
        about=images.name(case), kind__in=NOTICES, state__in=sent, dispatched_on__isnull=False
    )
    return found.order_by("dispatched_on").first()


def demand_closable(case: Case) -> None:
    """Raise Conflict with what is still wanting before the case may be closed."""
    if case.household == Household.RESTORE:
        _demand_restored(case)
    if case.household == Household.INELIGIBLE:
        demand_heard_at_home(case)
        if dispatched_notice(case) is None:
            raise Conflict(
                "还没有送出写明理由、依据和救济途径的书面告知；请从本件拟停发告知书，签发并送出。",
                "No written notice with reasons, law and remedies has been dispatched; draft, issue and send it.",
            )
    if case.closes_by == "proof":
        demand_pieces(case, (Kind.CORRECTION,))
    elif still := standing(case):
        raise Conflict(
            f"整改之后还没有新的筛查结果证明问题已消失（{len(still)}条线索仍在）；请等下一次筛查。",
            f"No run since shows that it is gone ({len(still)} findings stand); wait for the next run.",
        )


def _demand_restored(case: Case) -> None:
    rows = list(Restoration.objects.filter(case=case))
    if any(row.restored_on is None for row in rows):
        raise Conflict(
            "误停的家庭还没有恢复保障。", "The household that was wrongly stopped is not restored yet."
        )
    if any(row.paid_fen < row.owed_fen for row in rows):
        raise Conflict(
            "应补发的低保金还没有补足。", "What is owed to the household was not paid in full yet."
        )


def demand_pieces(case: Case, kinds: tuple[Kind, ...]) -> None:
    """Raise Conflict naming the evidence that is not on file."""
    filed = set(Piece.objects.filter(case=case).values_list("kind", flat=True))
    missing = [kind for kind in kinds if kind not in filed]
    if missing:
        zh = "、".join(states.KIND_WORDS[kind].zh for kind in missing)
        en = ", ".join(states.KIND_WORDS[kind].en for kind in missing)
        raise Conflict(f"还缺少材料：{zh}；请先归入证据。", f"Still missing: {en}; file it first.")


def standing(case: Case) -> list[Finding]:
    """The findings of the case that no run since the day it was put right has shown to be gone."""
    return [finding for finding in findings(case) if not _is_gone(finding, case.put_right_on)]


def recurred(case: Case) -> list[Finding]:
    """The findings of a closed case that came back.

    A lasting state came back where a run holds it again. A past act stays in the data for ever: it came back where its
    evidence is no longer that on which it was settled.
    """
    if case.closes_by == "rerun":
        return standing(case)
    return [
        finding
        for finding in findings(case)
        if finding.state != FindingState.SETTLED or finding.evidence_hash != finding.settled_evidence
    ]


def _is_gone(finding: Finding, put_right_on: date | None) -> bool:
    if finding.presence != Presence.CLEARED or finding.cleared_on is None:
        return False
    return put_right_on is None or finding.cleared_on > put_right_on


def findings(case: Case) -> list[Finding]:
    """The findings that a case has taken up, whoever may see them."""
    keys = Taken.objects.filter(case=case).values("finding")
    return list(Finding.objects.everything(reason="the findings of a case").filter(pk__in=keys))
