"""What the site itself does to the clocks of cases, in nobody's name."""

from datetime import date

from mingjian.desk.cases import policies, queries
from mingjian.desk.cases.actions import clock, proving
from mingjian.desk.cases.models import Case, Party
from mingjian.desk.cases.states import Step
from mingjian.desk.core.actions import action
from mingjian.desk.core.actor import Actor
from mingjian.desk.documents import actions as papers
from mingjian.desk.duties.actions import owing


@action("case.start_clock", may=policies.may_mind)
def start_clock(case: Case, by: Actor, *, today: date) -> bool:
    """Start the clock of a case from before there were clocks; whether it had none."""
    return clock.start(case, by, today=today)


@action("case.keep_away", may=policies.may_mind)
def keep_away(case: Case, by: Actor) -> bool:
    """Whoever a later run names becomes a party: the duties and papers of the case do not exist for him either."""
    keys = queries.named_keys(case)
    Party.objects.bulk_create(
        [Party(case=case, person_hash=key, part=Party.NAMED) for key in sorted(keys)], ignore_conflicts=True
    )
    owing.keep_away(queries.names(case), keys)
    papers.keep_away(queries.every_paper(case), keys)
    return True


@action("case.note_notice", may=policies.may_mind)
def note_notice(case: Case, by: Actor) -> bool:
    """The written notice of a case went out: its clock stops with the day of the dispatch; whether it did."""
    notice = proving.dispatched_notice(case)
    if notice is None or notice.dispatched_on is None:
        return False
    clock.met(case, by, Step.NOTIFY, of=case, met_by=notice, today=notice.dispatched_on)
    return True
