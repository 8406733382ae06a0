"""Erasing what proved harmless: personal columns are emptied and their keys in the journal destroyed, in one act."""

from collections.abc import Sequence
from datetime import date, datetime

from mingjian.desk.core import erasing
from mingjian.desk.core.actions import founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.documents import actions as papers
from mingjian.desk.documents.models import Document
from mingjian.desk.findings import policies
from mingjian.desk.findings.models import Asked, Correction, Finding, Question
from mingjian.desk.findings.states import Outcome, State

RESTORED = "恢复备份后按清除名单清除"


@founding("findings.erase", may=policies.may_erase, also=("findings",))
def erase(by: Actor, *, findings: Sequence[Finding], today: date, now: datetime) -> int:
    """Erase findings: identity, outcome and keyed hash of the evidence stay. How many there were.

    One that a backup has brought back as still open is settled by it: it had been harmless.
    """
    fresh = [finding for finding in findings if finding.erased_on is None]
    for finding in fresh:
        _settle(finding, today)
        finding.subject = finding.subject_hash = finding.subject_shown = ""
        finding.explanation = finding.evidence = finding.households = finding.outcome_because = ""
        finding.moved_because = ""
        finding.months, finding.erased_on = {}, today
        finding.save()
    letters = papers.erase(_only_about(fresh))
    questions = _only_asked_by(fresh)
    for question in questions:
        Asked.objects.filter(question=question).delete()
        question.delete()
    erasing.erase([row.pk for row in [*fresh, *questions, *letters]], now)
    return len(fresh)


def _settle(finding: Finding, today: date) -> None:
    if finding.state == State.SETTLED and finding.outcome == Outcome.HARMLESS:
        return
    finding.state, finding.outcome, finding.innocent = State.SETTLED, Outcome.HARMLESS, RESTORED
    finding.settled_on, finding.settled_evidence = today, finding.evidence_hash
    finding.assignee, finding.held_until, finding.held_because = None, None, ""


def _only_about(findings: Sequence[Finding]) -> list[Document]:
    """Empty the notices to providers about some findings; the letters that speak of no other finding any more."""
    every = Correction.objects.everything(reason="a notice goes with its finding")
    notices = every.filter(finding__in=[finding.pk for finding in findings])
    notices.update(record="", fault="", answer="")
    others = every.exclude(fault="").filter(document__isnull=False).values("document")
    letters = Document.objects.everything(reason="a letter goes with its findings")
    return list(letters.filter(pk__in=notices.values("document")).exclude(pk__in=others))


def _only_asked_by(findings: Sequence[Finding]) -> list[Question]:
    """The questions that no finding puts any more which is not erased."""
    keys = Asked.objects.filter(finding__in=[finding.pk for finding in findings]).values("question")
    asked = Asked.objects.filter(question__in=keys, finding__erased_on__isnull=True).values("question")
    return list(Question.objects.filter(pk__in=keys).exclude(pk__in=asked).select_for_update())
