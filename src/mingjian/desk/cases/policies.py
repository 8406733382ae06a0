"""May this officer do that to this case? Natural persons are compared, never accounts."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from mingjian.desk.people.kinds import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mingjian.desk.cases.models import Case, Recovery, Restoration
    from mingjian.desk.core.actor import Actor
    from mingjian.desk.findings.models import Finding
    from mingjian.desk.people.officers import Officer

CHECKING = (Role.HANDLER, Role.SUPERVISOR)
REVIEWING = (Role.REVIEWER, Role.SUPERVISOR)
DECIDING = (Role.APPROVER, Role.SUPERVISOR)
JUDGING = (Role.REVIEWER, Role.APPROVER)
WATCHING = (Role.SUPERVISOR, Role.AUDITOR, Role.DISCIPLINE)


def owns(officer: Officer, case: Case) -> bool:
    """Whether the case is in the hands of her office."""
    return officer.organ_id == case.organ_id


def may_open(officer: Officer, *, findings: Sequence[Finding]) -> bool:
    """A handler or supervisor of the office that owns every one of the findings."""
    return officer.has(*CHECKING) and all(officer.division == finding.owner_code for finding in findings)


def may_assign(officer: Officer, case: Case) -> bool:
    """A supervisor of the office."""
    return officer.has(Role.SUPERVISOR) and owns(officer, case)


def may_take_up(officer: Officer, case: Case) -> bool:
    """The person who was made answerable for it."""
    return owns(officer, case) and officer.person_id in (case.checker_id, case.second_id)


def may_file(officer: Officer, case: Case) -> bool:
    """Whoever checks it, or a handler or supervisor of the office."""
    return owns(officer, case) and (officer.person_id in checkers(case) or officer.has(*CHECKING))


def may_review(officer: Officer, case: Case, barred: Collection[object] = ()) -> bool:
    """Four eyes: whoever checked a case does not review it, nor whoever stands in the log of the procedure."""
    return (
        officer.has(*REVIEWING)
        and owns(officer, case)
        and officer.person_id not in checkers(case)
        and officer.person_id not in barred
    )


def may_decide(officer: Officer, case: Case) -> bool:
    """An approver or supervisor of the office who did not check it."""
    return officer.has(*DECIDING) and owns(officer, case) and officer.person_id not in checkers(case)


def may_report(officer: Officer, case: Case) -> bool:
    """A handler of the office says what was put right."""
    return officer.has(*CHECKING) and owns(officer, case)


def may_accept(officer: Officer, case: Case) -> bool:
    """Neither who checked nor who put it right accepts it."""
    return may_decide(officer, case) and officer.person_id != case.put_right_by_id


def may_close(officer: Officer, case: Case) -> bool:
    """Neither who checked nor who put it right closes it."""
    return may_decide(officer, case) and officer.person_id != case.put_right_by_id


def may_waive(officer: Officer, recovery: Recovery) -> bool:
    """An approver of the office, not the person who ordered the recovery."""
    return (
        officer.has(Role.APPROVER)
        and owns(officer, recovery.case)
        and officer.person_id != recovery.ordered_by_id
    )


def may_note_payment(officer: Officer, recovery: Recovery) -> bool:
    """Whoever works on the case."""
    return may_file(officer, recovery.case)


def may_restore(officer: Officer, restoration: Restoration) -> bool:
    """Whoever works on the case."""
    return may_file(officer, restoration.case)


def may_test_again(by: Actor | Officer, case: Case) -> bool:  # noqa: ARG001
    """The site itself: `tick` tests again, no person does."""
    return by.account_id is None


def may_mind(by: Actor | Officer, case: Case) -> bool:  # noqa: ARG001
    """The site itself minds the clocks."""
    return by.account_id is None


def may_read(officer: Officer, case: Case) -> bool:
    """Who has to know what was written and said: its checkers, who reviews and decides at its office, and who watches.

    A handler of the office who does not check this case has no use for it. The question comes up only for a case that
    she sees: one of another place, or one that names her, does not exist for her.
    """
    if case.erased_on is not None:
        return False
    if officer.has(*WATCHING):
        return True
    return owns(officer, case) and (officer.person_id in checkers(case) or officer.has(*JUDGING))


def may_write(officer: Officer, case: Case) -> bool:
    """Whoever works on the case writes its papers; other persons check and issue them."""
    return owns(officer, case) and officer.has(*CHECKING)


def checkers(case: Case) -> frozenset[object]:
    """The persons who checked or check it."""
    return frozenset({case.checker_id, case.second_id} - {None})
