"""A rule's parameters by place and period: --set before a local document, a local document before the default.

A local document that would loosen a binding national limit is not followed: the national one stays the alarm.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

from mingjian.exchange.divisions import name_of
from mingjian.screening.catalogue import DAWN, DOOM, Parameter, Rule
from mingjian.screening.engine import Session
from mingjian.screening.reports.words import unit
from mingjian.wording import Refusal, Text

Settings = Mapping[tuple[str, str], str]
"""What --set says: (rule id, parameter) -> value."""


@dataclass(frozen=True)
class LocalValue:
    """A row of local_rules: a value with the document that it rests on."""

    division: str
    parameter: str
    value: str
    from_day: date
    to_day: date
    document: str = ""


@dataclass(frozen=True)
class Unfollowed:
    """A row of local_rules that would loosen a national limit, and the days on which that limit is used instead."""

    rule: Rule
    row: LocalValue
    limit: Parameter
    from_day: date
    to_day: date

    @property
    def told(self) -> Text:
        """What a reader must know of it."""
        row, limit = self.row, self.limit
        begin = "" if self.from_day <= DAWN else f"{self.from_day}起"
        end = "" if self.to_day >= DOOM else f"到{self.to_day}为止"
        days = f"{begin}{end}" or "各日"
        zh, en = (
            f"比全国规定的 {_plain(limit.value)} 宽，没有采用",
            f"is looser than the national {_plain(limit.value)}",
        )
        if limit.loosens == "fewer":
            lacking = "、".join(limit.lacking(row.value))
            zh, en = f"没有包含全国规定的 {lacking}", f"leaves out {lacking}, which the national list names"
        named = Text(
            f"“{self.rule.title.zh}”的“{limit.title.zh}”", f"'{limit.title.en}' of '{self.rule.title.en}'"
        )
        place = name_of(row.division)
        return Text(
            f"地方规定中{place}{named.zh}写的是 {row.value}（{row.document}），{zh}，{days}仍按全国规定判断"
            f"（{limit.source.zh}）。",
            f"local_rules gives {row.value} for {named.en} in {place} ({row.document}), which {en}; from "
            f"{self.from_day} to {self.to_day} the national one is used ({limit.source.en}).",
        )


@dataclass(frozen=True)
class Scheme:
    """The values of all parameters for the places of one prefix over one period."""

    prefix: str
    from_on: date
    to_on: date
    values: tuple[float | str | None, ...]
    documented: bool


def parse_settings(words: Sequence[str], rules: Mapping[str, Rule]) -> Settings:
    """Read `rule.parameter=value` words; raises Refusal for one that names no parameter of the catalogue."""
    settings = {}
    for word in words:
        left, _, value = word.partition("=")
        rule_id, _, name = left.partition(".")
        known = {p.name: p for p in rules[rule_id].parameters} if rule_id in rules else {}
        if name not in known or not value:
            raise Refusal(
                f"--set {word} 无法识别；写成 规则.参数=值，例如 deposits.months=24。mingjian rules 规则 可查看参数。",
                f"--set {word} is not understood; write rule.parameter=value, such as deposits.months=24.",
            )
        _typed(known[name], value, f"--set {word}")
        settings[rule_id, name] = value
    return settings


def make_parameter_table(
    connection: Session, rule: Rule, locals_: Sequence[LocalValue], settings: Settings
) -> None:
    """Make the table p of this rule: (division, from_on, to_on, one column per parameter, documented)."""
    prefixes = sorted({"", *(row.division for row in locals_)}, key=len, reverse=True)
    names = tuple(dict.fromkeys(p.name for p in rule.parameters))
    types = ["VARCHAR", "DATE", "DATE", *(_sql_type(rule, name) for name in names), "BOOLEAN"]
    marks = ", ".join(f"cast(? AS {kind})" for kind in types)
    rows = [
        [s.prefix, s.from_on, s.to_on, *s.values, s.documented]
        for prefix in prefixes
        for s in schemes(rule, prefix, locals_, settings)
    ]
    longest = " ".join(f"WHEN starts_with(code, '{prefix}') THEN '{prefix}'" for prefix in prefixes)
    columns = ", ".join(("from_on", "to_on", *names, "documented"))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE p AS SELECT c.code AS division, s.* EXCLUDE (prefix) "
        f"FROM place_code AS c JOIN (VALUES {', '.join([f'({marks})'] * len(rows))}) AS s(prefix, {columns}) "
        f"ON s.prefix = CASE {longest} END",
        [cell for row in rows for cell in row],
    )


def read_local_values(connection: Session, rules: Iterable[Rule]) -> Mapping[str, tuple[LocalValue, ...]]:
    """The rows of local_rules by rule; raises Refusal where a number is needed and none stands there."""
    rows = connection.execute(
        "SELECT rule, division, parameter, value, from_day, coalesce(to_day, DATE '9999-12-31'), "
        "coalesce(document, '') FROM raw.local_rules ORDER BY ALL"
    ).fetchall()
    found = {}
    for rule in rules:
        known = {p.name: p for p in rule.parameters}
        mine = [LocalValue(*row[1:]) for row in rows if row[0] == rule.id and row[2] in known]
        for row in mine:
            _typed(known[row.parameter], row.value, f"local_rules（地方规定）{row.division} {rule.id}")
        found[rule.id] = tuple(mine)
    return found


def unfollowed(connection: Session, rules: Iterable[Rule], division: str) -> tuple[Unfollowed, ...]:
    """The rows of local_rules about the rules, in force within or around the division, that are not followed."""
    rules, found = tuple(rules), []
    local_values = read_local_values(connection, rules)
    for rule in rules:
        for row in local_values[rule.id]:
            if row.division.startswith(division) or division.startswith(row.division):
                found += [
                    Unfollowed(rule, row, p, max(row.from_day, p.from_day), min(row.to_day, p.to_day))
                    for p in rule.parameters
                    if p.name == row.parameter
                    and p.from_day <= row.to_day
                    and row.from_day <= p.to_day
                    and _loosens(p, row)
                ]
    return tuple(found)


def schemes(rule: Rule, prefix: str, locals_: Sequence[LocalValue], settings: Settings) -> list[Scheme]:
    """The values in force for places that begin with `prefix`, one scheme for every period without a change."""
    here = [row for row in locals_ if prefix.startswith(row.division)]
    starts = {DAWN} | {p.from_day for p in rule.parameters} | {row.from_day for row in here}
    starts |= {row.to_day + timedelta(days=1) for row in here if row.to_day < DOOM}
    days = sorted(starts)
    ends = [day - timedelta(days=1) for day in days[1:]] + [DOOM]
    return [_scheme(rule, prefix, start, end, here, settings) for start, end in zip(days, ends, strict=True)]


def _scheme(
    rule: Rule, prefix: str, start: date, end: date, here: Sequence[LocalValue], settings: Settings
) -> Scheme:
    defaults = {p.name: p for p in rule.parameters if p.from_day <= start <= p.to_day}
    in_force = [row for row in here if row.from_day <= start <= row.to_day and not _breaks(defaults, row)]
    # Later rows win: the longest prefix, then the latest day.
    by_name = {row.parameter: row for row in sorted(in_force, key=lambda r: (len(r.division), r.from_day))}
    values: list[float | str | None] = []
    documented = True
    for name in dict.fromkeys(p.name for p in rule.parameters):
        default = defaults.get(name) or next(p for p in rule.parameters if p.name == name)
        chosen = settings.get((rule.id, name))
        is_set = chosen is not None
        if chosen is None and name in by_name:
            chosen = by_name[name].value
        documented &= default.basis != "local" or (name in by_name and not is_set)
        value = default.value if name in defaults else None
        if chosen is not None:
            value = _typed(default, chosen, f"{rule.id}.{name}")
            value = value if is_set or name not in defaults else _bound(default, value)
        values.append(value)
    return Scheme(prefix, start, end, tuple(values), documented)


def _breaks(limits: Mapping[str, Parameter], row: LocalValue) -> bool:
    """Whether a row gives a number that loosens the national one; what a list adds to the national one counts."""
    limit = limits.get(row.parameter)
    return limit is not None and limit.loosens != "fewer" and _loosens(limit, row)


def _loosens(limit: Parameter, row: LocalValue) -> bool:
    return limit.is_loosened_by(_typed(limit, row.value, row.parameter))


def _bound(limit: Parameter, value: float | str) -> float | str:
    return limit.joined_with(value) if limit.is_loosened_by(value) else value


def _plain(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _typed(parameter: Parameter, value: str, where: str) -> float | str:
    if isinstance(parameter.value, str):
        return value
    with suppress(ValueError):
        number = float(value)
        if 0 <= number < inf:
            return number
    called = Text(f"“{parameter.title.zh}”（{parameter.name}）", f"'{parameter.title.en}' ({parameter.name})")
    of = unit(parameter.unit).zh
    raise Refusal(
        f"{where}：参数{called.zh}的取值“{value}”不是数字，或小于 0；请改正（单位：{of}）。",
        f"{where}: parameter {called.en} is '{value}', which is no number from 0 up; give one ({parameter.unit}).",
    )


def _sql_type(rule: Rule, name: str) -> str:
    first = next(p for p in rule.parameters if p.name == name)
    return "VARCHAR" if isinstance(first.value, str) else "DOUBLE"
