"""What may stand in a document: one dataclass per kind, and no column that tells who a person is.

A document is filled from one of these and from nothing else. None has a field for an identity number, an account, a
phone, an address or an illness, nor for who complained; a household is named by the number of the matter. The name
of the household a notice is for is its addressee, not part of what is said.
"""

from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

from mingjian.wording import Refusal


@dataclass(frozen=True)
class InspectionNotice:
    """专项检查通知."""

    subject: str
    places: str
    first_day: date
    last_day: date
    scope: tuple[str, ...]
    materials: tuple[str, ...]
    materials_by: date
    office: str


@dataclass(frozen=True)
class VerificationNotice:
    """核查通知."""

    matter: str
    question: str
    months: str
    points: tuple[str, ...]
    answer_by: date
    office: str


@dataclass(frozen=True)
class Problem:
    """One problem of a list: what was found, against which provision, what is to be done by when."""

    found: str
    provision: str
    measure: str
    due_on: date


@dataclass(frozen=True)
class ProblemList:
    """问题清单."""

    subject: str
    inspected_on: date
    problems: tuple[Problem, ...]
    answer_by: date


@dataclass(frozen=True)
class RectificationNotice:
    """限期整改通知书."""

    matter: str
    facts: str
    provision: str
    measures: tuple[str, ...]
    due_on: date


@dataclass(frozen=True)
class SupervisionLetter:
    """督办单, blue, yellow and red: the duty that is late, and the letters before."""

    duty: str
    cite: str
    due_on: date
    days_over: int
    answer_by: date
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """One record that is wrong, by its place in the table that was handed in."""

    place: str
    column: str
    fault: str


@dataclass(frozen=True)
class CorrectionNotice:
    """数据更正通知书."""

    table: str
    handed_in_on: date
    faults: tuple[Fault, ...]
    answer_by: date


@dataclass(frozen=True)
class OwedTable:
    """One table that is owed: which, for which period, since when it is asked for, what cannot be judged without it."""

    table: str
    period: str
    asked_on: date
    affects: str


@dataclass(frozen=True)
class OwedTables:
    """欠报数据催报函."""

    as_of: date
    tables: tuple[OwedTable, ...]
    answer_by: date


@dataclass(frozen=True)
class HearingLetter:
    """陈述申辩告知书."""

    matter: str
    facts: str
    provision: str
    answer_by: date
    office: str


@dataclass(frozen=True)
class InterviewNotice:
    """约谈通知书: an organ is asked to explain, when, where and about what; nobody is named."""

    matter: str
    points: tuple[str, ...]
    on: date
    place: str
    office: str


@dataclass(frozen=True)
class ResultNotice:
    """核查结果告知书."""

    matter: str
    facts: str
    conclusion: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """One line of the check sheet of a notice: what had to be done before it, when it was done, what proves it."""

    step: str
    on: date
    proof: str


@dataclass(frozen=True)
class RefusalNotice:
    """不予确认告知书: why an application was refused."""

    applied_on: date
    decided_on: date
    reasons: tuple[str, ...]
    provision: str
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class StopNotice:
    """停发告知书: from which month the allowance stops, and why."""

    decided_on: date
    from_month: str
    reasons: tuple[str, ...]
    provision: str
    checks: tuple[Check, ...] = ()


PROJECTIONS: dict[str, type[Any]] = {
    made.__name__: made
    for made in (
        InspectionNotice,
        VerificationNotice,
        ProblemList,
        RectificationNotice,
        SupervisionLetter,
        CorrectionNotice,
        OwedTables,
        HearingLetter,
        InterviewNotice,
        ResultNotice,
        RefusalNotice,
        StopNotice,
    )
}


def stored(projection: Any) -> dict[str, Any]:  # noqa: ANN401  any of the dataclasses above
    """A projection as it is kept in a row: days as ISO text, tuples as lists."""
    return {each.name: _stored(getattr(projection, each.name)) for each in fields(projection)}


def _stored(value: Any) -> Any:  # noqa: ANN401  a field of a projection
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_stored(entry) for entry in value]
    return stored(value) if is_dataclass(value) else value


def restored(projection: type[Any], values: dict[str, Any]) -> Any:  # noqa: ANN401  an instance of `projection`
    """The projection that `stored` kept. Refusal where a field is missing, unknown or no value of its kind."""
    hints = get_type_hints(projection)
    if unknown := sorted(set(values) - set(hints)):
        raise Refusal(
            f"这种公文没有“{'、'.join(unknown)}”这一项；请只填所列各项。",
            f"This kind of document has no field {', '.join(unknown)}; fill in those that are listed.",
        )
    needed = [each.name for each in fields(projection) if each.default is MISSING]
    if missing := [name for name in needed if values.get(name) in (None, "", [])]:
        raise Refusal(
            f"公文缺少“{'、'.join(missing)}”；请补齐后再保存。",
            f"The document lacks {', '.join(missing)}; fill it in.",
        )
    try:
        return projection(**{name: _restored(hints[name], value) for name, value in values.items()})
    except (TypeError, ValueError) as error:
        raise Refusal(
            f"公文内容格式不对（{error}）；请改正后再保存。",
            f"What the document says is malformed ({error}); put it right.",
        ) from None


def _restored(wanted: Any, value: Any) -> Any:  # noqa: ANN401  by type of field
    if get_origin(wanted) is tuple:
        return tuple(_restored(get_args(wanted)[0], entry) for entry in value)
    if wanted is date:
        return date.fromisoformat(value)
    if is_dataclass(wanted) and isinstance(wanted, type):
        return restored(wanted, value)
    if not isinstance(value, wanted):
        raise TypeError(f"{value!r}")
    return value
