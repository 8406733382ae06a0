"""May this officer do that to this finding? Pure questions; what she cannot see she is never asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeGuard

from mingjian.desk.findings.models import LOOKING, LOOKING_ORGANS
from mingjian.desk.findings.models.correcting import PROVIDING
from mingjian.desk.people.kinds import OrganKind, Role

if TYPE_CHECKING:
    from mingjian.desk.core.actor import Actor
    from mingjian.desk.findings.models import Correction, Finding, Owed, Question, Run
    from mingjian.desk.people.models import Organ
    from mingjian.desk.people.officers import Officer

WORKING = (Role.HANDLER, Role.SUPERVISOR)
LEAGUE = 4  # digits of its code


def may_erase(by: Actor | Officer) -> bool:
    """The site itself, once the term is over."""
    return not acts_by_account(by)


def may_load(by: Actor | Officer) -> bool:
    """The site itself (the command line), or a supervisor of a league or the region."""
    if acts_by_account(by):
        return by.has(Role.SUPERVISOR) and len(by.division) <= LEAGUE
    return True


def may_load_part(by: Actor | Officer, run: Run) -> bool:  # noqa: ARG001
    """Whoever may load a run may load its parts."""
    return may_load(by)


class Owned(Protocol):
    """A finding, or as much of it as says whose it is."""

    @property
    def owner_code(self) -> str:
        """The code of the place that owns it."""


def may_triage(officer: Officer, finding: Owned) -> bool:
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


def may_hand_down(officer: Officer, finding: Finding) -> bool:
    """Whoever may triage what a level below has handed up."""
    return may_triage(officer, finding) and bool(finding.came_from)


def may_correct(officer: Officer, correction: Correction) -> bool:
    """The data liaison of the provider, or who handles data there."""
    return officer.has(*PROVIDING) and officer.organ_id == correction.provider_id


def may_see_record(officer: Officer, correction: Correction) -> bool:
    """The provider may see the numbers in its own record, for a reason that is journalled."""
    return may_correct(officer, correction)


def may_write_to(officer: Officer, *, corrections: Sequence[Correction], provider: Organ) -> bool:
    """Handlers and supervisors of the office that sent the notices, to their one provider."""
    return officer.has(*WORKING) and all(
        one.sender_id == officer.organ_id and one.provider_id == provider.pk for one in corrections
    )


def may_chase(officer: Officer, owed: Owed) -> bool:
    """A supervisor or data liaison of the place that owes the table, or of one above it; never who owes it."""
    watches = officer.has(Role.SUPERVISOR, Role.DATA) and owed.division.startswith(officer.division)
    owes_it = owed.organ_id == officer.organ_id
    return watches and not owes_it and officer.organ in (*LOOKING_ORGANS, OrganKind.INSTITUTION)


def may_chase_all(officer: Officer, *, tables: Sequence[Owed], organ: Organ) -> bool:
    """Whoever may chase every one of them; nobody asks his own office."""
    return organ.pk != officer.organ_id and all(may_chase(officer, owed) for owed in tables)


def acts_by_account(by: Actor | Officer) -> TypeGuard[Officer]:
    """Whether somebody acts through an account, with roles and a place; else the site itself does."""
    return by.account_id is not None
