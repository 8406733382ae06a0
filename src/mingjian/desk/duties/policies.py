"""Who may do what to a duty: asked of natural persons, organs and places, pure but for what stands in the rows."""

from mingjian.desk.core.actor import Actor, Site
from mingjian.desk.documents.policies import DRAFTERS
from mingjian.desk.duties.models import Duty, Extension, Letter, Pause
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Organ, Person
from mingjian.desk.people.officers import Officer

WORKERS = (*DRAFTERS, Role.OPERATOR)
DECIDERS = (Role.APPROVER, Role.SUPERVISOR)
REGION = "15"


def may_owe(by: Actor, *, organ: Organ | None = None, person: Person | None = None) -> bool:  # noqa: ARG001
    """Duties come from acts of other rooms, judged there, and from the calendar; nobody makes one by hand."""
    return isinstance(by, Site | Officer)


def may_meet(by: Actor, duty: Duty) -> bool:
    """Its owner, through the act that meets it; the site itself for acts done in nobody's name."""
    return isinstance(by, Site) or owns(by, duty)


def may_void(by: Actor, duty: Duty) -> bool:
    """A supervisor of the level above, or the site where the matter itself is gone."""
    return isinstance(by, Site) or watches(by, duty)


def may_urge(by: Actor, duty: Duty) -> bool:
    """Anyone in the chain who sees it: above, beside and, for duties of the calendar, below."""
    if not isinstance(by, Officer) or not by.has(*WORKERS):
        return False
    above_or_same = duty.place.startswith(by.division)
    below = bool(duty.period) and by.division.startswith(duty.place)
    return above_or_same or below


def may_supervise(by: Actor, duty: Duty) -> bool:
    """A supervisor of a level above, for a duty of an organ."""
    return watches(by, duty) and duty.organ_id is not None


def may_ask(by: Actor, duty: Duty) -> bool:
    """Its owner asks for more time or a pause."""
    return owns(by, duty)


def may_decide(by: Actor, asked: Extension | Pause) -> bool:
    """An approver of the organ, or a supervisor of a level above; never who asked."""
    duty = asked.duty
    if not isinstance(by, Officer) or by.person_id == asked.asked_by_id:
        return False
    at_home = by.organ_id == duty.organ_id and by.has(Role.APPROVER)
    return at_home or watches(by, duty)


def may_resume(by: Actor, duty: Duty) -> bool:
    """Its owner or whoever watches over it: a pause is ended by anyone, begun by two."""
    return owns(by, duty) or watches(by, duty)


def may_answer(by: Actor, letter: Letter) -> bool:
    """The owner of the duty the letter is about."""
    return owns(by, letter.duty)


def may_set_calendar(by: Actor, *, year: int) -> bool:  # noqa: ARG001  the same for every year
    """A supervisor of the region."""
    return isinstance(by, Officer) and by.has(Role.SUPERVISOR) and by.division == REGION


def may_set_local(by: Actor, *, division: str) -> bool:
    """A supervisor, for his own place and those below."""
    return isinstance(by, Officer) and by.has(Role.SUPERVISOR) and division.startswith(by.division)


def may_tick(by: Actor) -> bool:
    """The site itself."""
    return isinstance(by, Site)


def owns(by: Actor, duty: Duty) -> bool:
    """Whether it is hers or her office's."""
    if not isinstance(by, Officer):
        return False
    return duty.person_id == by.person_id or (duty.organ_id == by.organ_id and by.has(*WORKERS))


def watches(by: Actor, duty: Duty) -> bool:
    """Whether she supervises it from a level above."""
    if not isinstance(by, Officer) or not by.has(Role.SUPERVISOR):
        return False
    return duty.place.startswith(by.division) and len(by.division) < len(duty.place)
