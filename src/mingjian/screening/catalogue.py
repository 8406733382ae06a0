"""The rule catalogue: every folder of `mingjian/rules` as data, with its version."""

import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal

from mingjian.exchange.standard import CUSTODIAN_TABLES
from mingjian.wording import Refusal, Text

Grade = Literal["strong", "lead", "weak"]
Basis = Literal["national", "local", "method"]
Loosening = Literal["", "more", "less", "fewer"]
"""How a local value loosens a national limit: more of it, less, or fewer words of a list; '' for what is no limit."""
FLOOR = 0.3
"""The precision that a rule must have shown unless its rule.toml says otherwise; the desk asks for the same."""
DAWN, DOOM = date(1, 1, 1), date(9999, 12, 31)
FAMILIES = {
    "A": Text("不应发放的人员", "Persons who should not be paid"),
    "B": Text("收入和财产", "Income and assets"),
    "C": Text("家庭组成", "Composition of households"),
    "D": Text("经办人员和亲属", "Handlers and relatives"),
    "E": Text("办理程序", "Procedure"),
    "F": Text("发放", "Payment"),
    "G": Text("资金", "Funds"),
    "H": Text("核对部门", "Departments that answer checks"),
    "I": Text("应保未保", "Households left out"),
    "J": Text("数字规律", "Patterns in figures"),
    "K": Text("投诉举报与监督履职", "Complaints and oversight"),
    "M": Text("单位", "Offices"),
}


UNTITLED = Text("", "")


@dataclass(frozen=True)
class Parameter:
    """One value of one parameter over a period; `basis` local means that no national number exists.

    `loosens` says which local value would loosen the limit that a national one sets. `title` is what people call it: no
    part of the rule's text, so that another word for it makes no other version.
    """

    name: str
    value: float | str
    unit: str
    basis: Basis
    source: Text
    from_day: date
    to_day: date
    loosens: Loosening = ""
    title: Text = UNTITLED

    def is_loosened_by(self, value: float | str) -> bool:
        """Whether a local value would allow more than the national limit does."""
        if isinstance(value, str) or isinstance(self.value, str):
            return self.loosens == "fewer" and bool(self.lacking(value))
        return (self.loosens == "more" and value > self.value) or (
            self.loosens == "less" and value < self.value
        )

    def lacking(self, value: float | str) -> tuple[str, ...]:
        """The words of the national list that a local one leaves out."""
        return tuple(word for word in words(str(self.value)) if word not in words(str(value)))

    def joined_with(self, value: float | str) -> float | str:
        """The limit itself, and of a list what a local one adds to it: it widens a list and cannot narrow it."""
        if isinstance(self.value, float) or not self.loosens:
            return self.value
        return ",".join(
            dict.fromkeys((*words(self.value), *(w for w in words(str(value)) if w not in EMPTY_LIST)))
        )


EMPTY_LIST = ("none", "no")


def words(listed: str) -> tuple[str, ...]:
    """The words of a value that is a list, whatever stands between them."""
    return tuple(word for word in re.split(r"[,，、；;\s]+", listed) if word)


@dataclass(frozen=True)
class Innocent:
    """A harmless explanation to ask about first, and the question that settles it."""

    reason: Text
    question: Text


@dataclass(frozen=True)
class Value:
    """A column of the rule's SELECT that stands in the sentence and in the evidence."""

    name: str
    title: Text
    format: str


@dataclass(frozen=True)
class EvidenceTable:
    """Which rows of a table of the standard stand behind a hit: those that agree in the columns `by`."""

    table: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class Unjudged:
    """A reason for which a rule judges nothing in a place, as judged.sql names it; `{detail}` is filled from there.

    `is_told_beside` ones are told as well where the rule judged something else.
    """

    id: str
    text: Text
    is_told_beside: bool


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue; `version` changes when its text or a parameter does.

    It decides only where the columns in `needs` are there, a local document sets the parameters in `needs_local`,
    and sources.toml declares the extracts in `needs_complete` to be complete. `builds_on` names the rules or families
    whose findings it reads; `note` is the sentence of a row that is worth saying and no finding. `compares` names the
    parameters that say how many counties must have how many households on the list before it compares them. `ask` is
    the question to put to the household in an edition for an office; it names no office, officer or source. `judged`
    is the text of judged.sql, a SELECT of division, unjudged and detail: where the rule had something to judge, and why
    it had not, for the reasons in `unjudged`. A finding that rests on a missing row of a table in
    `strong_if_complete` is a lead where sources.toml does not declare that table complete for the place. `floor` is the
    precision below which the rule is advice only.
    """

    id: str
    family: str
    title: Text
    subject: str
    clauses: tuple[str, ...]
    shows: tuple[str, ...]
    grade: Grade
    level: Literal["county", "league"]
    closes_by: Literal["rerun", "proof"]
    logic: Text
    sentence: str
    needs: tuple[str, ...]
    uses: tuple[str, ...]
    needs_local: tuple[str, ...]
    needs_complete: tuple[str, ...]
    evidence: tuple[EvidenceTable, ...]
    values: tuple[Value, ...]
    parameters: tuple[Parameter, ...]
    innocent: tuple[Innocent, ...]
    known_gaps: tuple[Text, ...]
    sql: str
    version: str
    builds_on: tuple[str, ...] = ()
    note: str = ""
    compares: tuple[str, ...] = ()
    ask: Text | None = None
    judged: str = ""
    unjudged: tuple[Unjudged, ...] = ()
    strong_if_complete: tuple[str, ...] = ()
    floor: float = FLOOR

    @property
    def is_guarded(self) -> bool:
        """Whether it needs a custodian's table: such a rule runs apart from all others and only when that is given."""
        return any(column.partition(".")[0] in CUSTODIAN_TABLES for column in self.needs)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of the standard that the rule needs or uses."""
        return tuple(dict.fromkeys(column.partition(".")[0] for column in self.needs + self.uses))


@cache
def load_rules() -> Mapping[str, Rule]:
    """Every rule by id, by family and then by id."""
    folders = [f for f in resources.files("mingjian.rules").iterdir() if f.joinpath("rule.toml").is_file()]
    rules = sorted((read_rule(folder) for folder in folders), key=lambda rule: (rule.family, rule.id))
    return {rule.id: rule for rule in rules}


def choose_rules(wanted: Iterable[str]) -> Mapping[str, Rule]:
    """The rules of those ids; a family letter names all of its rules. Nothing wanted: all.

    Raises Refusal for an id that the catalogue does not hold.
    """
    rules = load_rules()
    chosen: dict[str, Rule] = {}
    for word in wanted:
        found = {r.id: r for r in rules.values() if word in (r.id, r.family)}
        if not found:
            near = difflib.get_close_matches(word, rules, n=1)
            zh, en = (f"是否为 {near[0]}？", f"did you mean {near[0]}? ") if near else ("", "")
            raise Refusal(
                f"没有名为“{word}”的规则；{zh}用 mingjian rules 查看全部规则编号。",
                f"There is no rule called '{word}'; {en}mingjian rules lists them all.",
            )
        chosen |= found
    return chosen or rules


def open_rules(rules: Mapping[str, Rule]) -> Mapping[str, Rule]:
    """Those of the rules that every run may hold: all but the guarded ones."""
    return {rule.id: rule for rule in rules.values() if not rule.is_guarded}


def in_running_order(rules: Mapping[str, Rule], drafts: Iterable[Rule] = ()) -> tuple[Rule, ...]:
    """The rules and all that they build on, each after those it reads; what was not asked for stands among them.

    So does what drafts build on, without the drafts: they run after all others.
    """
    every, ordered = open_rules(load_rules()), dict[str, Rule]()

    def add_below(rule: Rule) -> None:
        for word in rule.builds_on:
            for lower in every.values():
                if word in (lower.id, lower.family):
                    add_below(lower)
                    ordered.setdefault(lower.id, lower)

    for rule in rules.values():
        add_below(rule)
        ordered.setdefault(rule.id, rule)
    for draft in drafts:
        add_below(draft)
    return tuple(ordered.values())


def read_rule(folder: Traversable) -> Rule:
    """The rule in a folder of rule.toml and rule.sql, and judged.sql where there is one."""
    text = folder.joinpath("rule.toml").read_text(encoding="utf-8")
    sql = folder.joinpath("rule.sql").read_text(encoding="utf-8")
    looking = folder.joinpath("judged.sql")
    judged = looking.read_text(encoding="utf-8").strip() if looking.is_file() else ""
    entry = tomllib.loads(text)
    return Rule(
        id=entry["id"],
        family=entry["family"],
        title=_text(entry["title"]),
        subject=entry["subject"],
        clauses=tuple(entry["clauses"]),
        shows=tuple(entry["shows"]),
        grade=entry["grade"],
        level=entry["level"],
        closes_by=entry["closes_by"],
        logic=_text(entry["logic"]),
        sentence=entry["sentence"],
        needs=tuple(entry["needs"]),
        uses=tuple(entry.get("uses", ())),
        needs_local=tuple(entry.get("needs_local", ())),
        needs_complete=tuple(entry.get("needs_complete", ())),
        evidence=tuple(EvidenceTable(e["table"], tuple(e["by"])) for e in entry["evidence"]),
        values=tuple(Value(n, _text(v), v["format"]) for n, v in entry.get("values", {}).items()),
        parameters=tuple(_parameter(entry["id"], p) for p in entry.get("parameters", ())),
        innocent=tuple(Innocent(_text(i), _text(i["question"])) for i in entry["innocent"]),
        known_gaps=tuple(_text(g) for g in entry.get("known_gaps", ())),
        builds_on=tuple(entry.get("builds_on", ())),
        note=entry.get("note", ""),
        compares=tuple(entry.get("compares", ())),
        ask=_text(entry["ask"]) if "ask" in entry else None,
        strong_if_complete=tuple(entry.get("strong_if_complete", ())),
        floor=float(entry.get("floor", FLOOR)),
        judged=judged,
        unjudged=tuple(_unjudged(name, said) for name, said in entry.get("unjudged", {}).items()),
        sql=sql,
        version=_version(entry, f"{sql}\u241f{judged}" if judged else sql),
    )


def _text(entry: Mapping[str, Any]) -> Text:
    return Text(entry["zh"], entry["en"])


TITLES = "parameters.toml"
"""What the parameters of all rules are called, beside their folders."""


@cache
def parameter_titles() -> Mapping[tuple[str, str], Text]:
    """What a parameter is called, by rule and name; under the empty rule by its name alone, wherever it stands."""
    text = resources.files("mingjian.rules").joinpath(TITLES).read_text(encoding="utf-8")
    return {
        ("" if rule == "every" else rule, name): _text(said)
        for rule, names in tomllib.loads(text).items()
        for name, said in names.items()
    }


def _title(rule: str, entry: Mapping[str, Any]) -> Text:
    """The title of a parameter; a draft may say it itself, and its name stands where nobody has."""
    name, known = entry["name"], parameter_titles()
    if "title" in entry:
        return _text(entry["title"])
    return known.get((rule, name)) or known.get(("", name)) or Text(name, name)


def _parameter(rule: str, entry: Mapping[str, Any]) -> Parameter:
    value = entry["value"]
    return Parameter(
        name=entry["name"],
        value=value if isinstance(value, str) else float(value),
        unit=entry["unit"],
        basis=entry["basis"],
        source=_text(entry["source"]),
        from_day=entry.get("from_day", DAWN),
        to_day=entry.get("to_day", DOOM),
        loosens=entry.get("loosens", ""),
        title=_title(rule, entry),
    )


def _unjudged(name: str, entry: Mapping[str, Any]) -> Unjudged:
    return Unjudged(name, _text(entry), bool(entry.get("beside", False)))


def _version(entry: Mapping[str, Any], sql: str) -> str:
    canonical = json.dumps(entry, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(f"{canonical}\u241f{sql}".encode()).hexdigest()[:12]
