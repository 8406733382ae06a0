"""May this officer do that to this finding? Pure questions; what she cannot see she is never asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeGuard

from mingjian.desk.findings.models import LOOKING
from mingjian.desk.people.kinds import Role

if TYPE_CHECKING:
    from mingjian.desk.core.actor import Actor
    from mingjian.desk.findings.models import Finding, Owed, Question, Run
    from mingjian.desk.people.officers import Officer

WORKING = (Role.HANDLER, Role.SUPERVISOR)
LEAGUE = 4  # digits of its code


def may_load(by: Actor | Officer) -> bool:
    """The site itself (the command line), or a supervisor of a league or the region."""
    if acts_by_account(by):
        return by.has(Role.SUPERVISOR) and len(by.division) <= LEAGUE
    return True


def may_load_part(by: Actor | Officer, run: Run) -> bool:  # noqa: ARG001
    """Whoever may load a run may load its parts."""
    return may_load(by)


def may_triage(officer: Officer, finding: Finding) -> bool:
    """Handlers and supervisors of the office that owns the finding: who is above may look and urge, not do its work."""
    return officer.has(*WORKING) and officer.division == finding.owner_code


def may_triage_all(officer: Officer, *, findings: Sequence[Finding]) -> bool:
    """Whoever may triage every one of them."""
    return all(may_triage(officer, finding) for finding in findings)


def may_assign(officer: Officer, finding: Finding) -> bool:
    """A supervisor of the owning office."""
    return officer.has(Role.SUPERVISOR) and officer.division == finding.owner_code


def may_settle(officer: Officer, finding: Finding) -> bool:
    """Whoever may triage it, but where somebody was made answerable for it, he or a supervisor."""
    if not may_triage(officer, finding):
        return False
    return officer.has(Role.SUPERVISOR) or finding.assignee_id in (None, officer.person_id)


def may_settle_all(officer: Officer, *, findings: Sequence[Finding]) -> bool:
    """Whoever may settle every one of them."""
    return all(may_settle(officer, finding) for finding in findings)


def may_resume(by: Actor | Officer, finding: Finding) -> bool:
    """The site itself when the day has come, or whoever may triage it."""
    return may_triage(by, finding) if acts_by_account(by) else True


def may_reveal(officer: Officer, finding: Finding) -> bool:
    """Whoever works on it or looks at it for discipline or audit; a reason is asked and journalled."""
    return officer.has(*LOOKING) and finding.owner_code.startswith(officer.division)


def may_answer(officer: Officer, question: Question) -> bool:
    """A handler or supervisor of the county's civil affairs."""
    return officer.has(*WORKING) and officer.division == question.county


def may_chase(officer: Officer, owed: Owed) -> bool:
    """A supervisor or data liaison of the place that owes the table, or of one above it."""
    return officer.has(Role.SUPERVISOR, Role.DATA) and owed.division.startswith(officer.division)


def acts_by_account(by: Actor | Officer) -> TypeGuard[Officer]:
    """Whether somebody acts through an account, with roles and a place; else the site itself does."""
    return by.account_id is not None
