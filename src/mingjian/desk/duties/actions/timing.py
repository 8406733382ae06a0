"""Time: more of it, and pauses; one asks with a reason, another decides."""

from datetime import date, timedelta

from mingjian.desk.core import outbox
from mingjian.desk.core.actions import Conflict, action
from mingjian.desk.duties import deadlines, policies
from mingjian.desk.duties.actions.owing import end_pause, move, worked_out
from mingjian.desk.duties.models import Duty, Extension, Pause, Recount
from mingjian.desk.people.officers import Officer
from mingjian.law import limit as limit_of
from mingjian.wording import Text

EXTENDED = Text("批准延期", "more time was granted")
PAUSED = Text("批准暂停", "a pause was granted")
RESUMED = Text("恢复计时", "the pause ended")


@action("duty.ask_extension", may=policies.may_ask)
def ask_extension(duty: Duty, by: Officer, *, number: int, today: date, reason: str) -> Extension:
    """Ask for more time, in the unit of the limit and within what the law allows."""
    move(duty, "ask_extension")
    _must_have(reason)
    most = longest_extension(duty)
    if most is None:
        raise Conflict(
            f"依据 {duty.cite or duty.limit}，这项期限没有延期的规定；确有困难的，请书面向上级说明。",
            f"By {duty.cite or duty.limit} this limit cannot be extended; explain to the level above in writing.",
        )
    if most and duty.extended + number > most:
        raise Conflict(
            f"这项期限最多延长{most}，已延长{duty.extended}。",
            f"This limit is extended by {most} at most; it was by {duty.extended} already.",
        )
    return Extension.objects.create(
        duty=duty, number=number, reason=reason, asked_by_id=by.person_id, asked_on=today
    )


@action("duty.grant_extension", may=policies.may_decide, also=("duty",))
def grant_extension(asked: Extension, by: Officer, *, duty: Duty, today: date) -> None:
    """Grant more time: the due day is worked out anew."""
    _decide(asked, duty, by, today)
    asked.is_granted = True
    asked.save()
    move(duty, "extend")
    duty.extended += asked.number
    recounted(duty, EXTENDED, today)
    _tell(asked, duty, Text(f"延期已批准：{duty.zh}", f"More time was granted: {duty.en}"))


@action("duty.refuse", may=policies.may_decide, also=("duty",))
def refuse(asked: Extension | Pause, by: Officer, *, duty: Duty, today: date, reason: str) -> None:
    """Refuse more time or a pause, with the reason."""
    _must_have(reason)
    _decide(asked, duty, by, today)
    asked.is_granted = False
    asked.save()
    _tell(asked, duty, Text(f"未批准：{duty.zh}。{reason}", f"Refused: {duty.en}. {reason}"))


@action("duty.ask_pause", may=policies.may_ask)
def ask_pause(duty: Duty, by: Officer, *, today: date, reason: str) -> Pause:
    """Ask that days are not counted, such as those of a hearing."""
    move(duty, "ask_pause")
    _must_have(reason)
    return Pause.objects.create(duty=duty, reason=reason, asked_by_id=by.person_id, asked_on=today)


@action("duty.grant_pause", may=policies.may_decide, also=("duty",))
def grant_pause(asked: Pause, by: Officer, *, duty: Duty, today: date) -> None:
    """Grant a pause from the next day on."""
    _decide(asked, duty, by, today)
    asked.is_granted, asked.first = True, today + timedelta(days=1)
    asked.save()
    move(duty, "pause")
    recounted(duty, PAUSED, today)
    _tell(asked, duty, Text(f"暂停已批准：{duty.zh}", f"The pause was granted: {duty.en}"))


@action("duty.resume", may=policies.may_resume)
def resume(duty: Duty, by: Officer, *, today: date) -> None:
    """End the pause: today counts no more as paused, and the due day is worked out anew."""
    move(duty, "resume")
    end_pause(duty, today - timedelta(days=1))
    recounted(duty, RESUMED, today)


def recounted(duty: Duty, why: Text, today: date) -> bool:
    """Work the due day out anew and note what changed; whether it did."""
    before = duty.due_on
    after = worked_out(duty)
    duty.save()
    if before == after:
        return False
    Recount.objects.create(duty=duty, on=today, before=before, after=after, zh=why.zh, en=why.en)
    return True


def longest_extension(duty: Duty) -> int | None:
    """By how many units the duty may be extended; 0 without bound, None not at all."""
    if not duty.limit:
        return None if duty.period else 0
    return deadlines.longest_extension(limit_of(duty.limit, on=duty.trigger_on))


def _decide(asked: Extension | Pause, duty: Duty, by: Officer, today: date) -> None:
    if asked.duty_id != duty.pk:
        raise ValueError("the request is not one of this duty")
    if asked.is_granted is not None:
        raise Conflict("这项申请已有决定。", "This request has been decided already.")
    asked.decided_by_id, asked.decided_on = by.person_id, today


def _must_have(reason: str) -> None:
    if not reason.strip():
        raise Conflict("请写明理由。", "Give the reason.")


def _tell(asked: Extension | Pause, duty: Duty, text: Text) -> None:
    outbox.post("duty.decided", asked.asked_by_id, text, duty)
