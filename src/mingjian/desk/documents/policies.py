"""Who may do what to an official document: natural persons are compared, not accounts."""

from mingjian.desk.core.actor import Actor, Site
from mingjian.desk.documents.models import Delivery, Document
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer

DRAFTERS = (
    Role.HANDLER,
    Role.REVIEWER,
    Role.APPROVER,
    Role.SUPERVISOR,
    Role.FINANCE,
    Role.AUDITOR,
    Role.DISCIPLINE,
    Role.DATA,
)
# Who receives papers for an office, beside those who write them.
RECEIVERS = (*DRAFTERS, Role.OPERATOR)


def may_draft(by: Actor, *, organ: Organ) -> bool:
    """Officers of the organ; the site itself drafts nothing."""
    return isinstance(by, Officer) and by.has(*DRAFTERS) and by.organ_id == organ.pk


def may_rewrite(by: Actor, document: Document) -> bool:
    """Who drafted it."""
    return isinstance(by, Officer) and by.person_id == document.drafted_by_id


def may_submit(by: Actor, document: Document) -> bool:
    """Who drafted it."""
    return may_rewrite(by, document)


def may_check(by: Actor, document: Document) -> bool:
    """A reviewer of the organ, or a supervisor of the level above where it has none; never who drafted it."""
    return _is_second(by, document, Role.REVIEWER)


def may_issue(by: Actor, document: Document) -> bool:
    """An approver of the organ, or a supervisor of the level above where it has none; never who drafted it."""
    return _is_second(by, document, Role.APPROVER)


def may_send_back(by: Actor, document: Document) -> bool:
    """Who may check or issue it."""
    return may_check(by, document) or may_issue(by, document)


def may_dispatch(by: Actor, document: Document) -> bool:
    """Officers of the organ, also who drafted it: it has been issued."""
    return isinstance(by, Officer) and by.has(*DRAFTERS) and by.organ_id == document.organ_id


def may_drop(by: Actor, document: Document) -> bool:
    """Who drafted it, or who may issue it."""
    return may_rewrite(by, document) or may_issue(by, document)


def may_withdraw(by: Actor, document: Document) -> bool:
    """Who may issue it."""
    return may_issue(by, document)


def may_receive(by: Actor, delivery: Delivery) -> bool:
    """The organ it was sent to; on paper, also the organ that sent it, with the proof of delivery."""
    if not isinstance(by, Officer) or not by.has(*RECEIVERS):
        return False
    if delivery.organ_id == by.organ_id:
        return True
    return by.organ_id == delivery.document.organ_id and delivery.way != "system"


def may_name(by: Actor, document: Document) -> bool:  # noqa: ARG001  the same for every document
    """Persons are named by the rooms whose matter it is, in an act of their own that was judged there."""
    return isinstance(by, Officer | Site)


def may_set_code(by: Actor, organ: Organ) -> bool:
    """An approver or supervisor of the organ."""
    return isinstance(by, Officer) and by.has(Role.APPROVER, Role.SUPERVISOR) and by.organ_id == organ.pk


def _is_second(by: Actor, document: Document, role: Role) -> bool:
    if not isinstance(by, Officer) or by.person_id == document.drafted_by_id:
        return False
    place = document.organ.division_id
    is_above = place.startswith(by.division) and len(by.division) < len(place)
    at_home = by.organ_id == document.organ_id and by.has(role)
    return at_home or (is_above and by.has(Role.SUPERVISOR))
