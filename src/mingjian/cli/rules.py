"""`mingjian rules`: the catalogue, or one rule with everything that is known about it."""

import argparse
import dataclasses
import json
from collections.abc import Iterable, Iterator
from datetime import date
from importlib import resources
from pathlib import Path

import yaml

from mingjian.cli.screen import a_day
from mingjian.cli.trying import attempt_rule
from mingjian.law.measures import elements
from mingjian.screening.catalogue import DAWN, DOOM, FAMILIES, Parameter, Rule, choose_rules, load_rules
from mingjian.screening.examples import LOADER
from mingjian.screening.reports.words import GRADE_MEANINGS, GRADES, clause_name, counted, unit
from mingjian.screening.versions import revision_of
from mingjian.wording import Refusal, Text

BASES = {
    "national": Text("全国规定", "national provision"),
    "local": Text("地方规定，无文件时最高为线索", "local; without a document at most a lead"),
    "method": Text("方法参数", "part of the method"),
}

CLOSINGS = {
    "rerun": Text(
        "持续状态：整改之后有一个完整月份的新数据，重新比对不再发现",
        "a lasting state: a new run on data with a full month after it was put right finds it no more",
    ),
    "proof": Text("过去的行为：纠正行为的凭证已经入卷", "a past act: proof of the corrective act is on file"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words: which rule, or `try` with a rule and a folder of data."""
    add = parser.add_argument
    what = Text(
        "规则编号；类别字母列出该类规则；省略则列出全部；try 试一条改后的规则",
        "a rule or a family letter, all when left out; or try",
    )
    add("wanted", nargs="?", metavar="ID", help=str(what))
    changed = Text(
        "try：规则编号（配合 --set），或改后规则的文件夹",
        "try: a rule with --set, or the folder of a changed one",
    )
    add("rule", nargs="?", metavar="RULE", help=str(changed))
    add(
        "directory",
        nargs="?",
        metavar="DIR",
        type=Path,
        help=str(Text("try：数据文件夹", "try: the folder of data")),
    )
    add(
        "--as-of",
        metavar="DATE",
        type=a_day,
        help=str(Text("try：以哪一天的数据为准（默认今天）", "try: the day judged on")),
    )
    add(
        "--set",
        metavar="规则.参数=值",
        action="append",
        default=[],
        help=str(Text("try：改后的参数", "try: a changed parameter")),
    )
    add(
        "--store",
        metavar="DIR",
        type=Path,
        help=str(Text("try：快照库（默认 DIR.mingjian）", "try: the store")),
    )


def run(args: argparse.Namespace) -> int:
    """Print the catalogue, the rules of a family, or one rule; or try a changed one."""
    if args.wanted == "try":
        return attempt_rule(args)
    if args.rule or args.set:
        raise Refusal(
            "只有 try 才带规则和数据目录：mingjian rules try 规则 数据目录。",
            "Only try takes a rule and a folder: mingjian rules try RULE DIR.",
        )
    chosen = list(choose_rules([args.wanted] if args.wanted else []).values())
    if args.json:
        print(json.dumps([as_data(rule) for rule in chosen], ensure_ascii=False, default=str))
    elif args.wanted in load_rules():
        print("\n".join(sheet(chosen[0])))
    else:
        print("\n".join(catalogue(chosen)))
    return 0


def as_data(rule: Rule) -> dict[str, object]:
    """A rule as one JSON object: every field, texts as {zh, en}, and the names of its examples."""
    fields = {f.name: _plain(getattr(rule, f.name)) for f in dataclasses.fields(rule)}
    locked = revision_of(rule)
    return fields | {"examples": list(examples(rule.id)), "revision": locked.number if locked else None}


def catalogue(rules: Iterable[Rule]) -> Iterator[str]:
    """One line per rule under the heading of its family."""
    shown = list(rules)
    width = max((len(rule.id) for rule in shown), default=0) + 2
    clause_width = max((len(_clauses(rule)) for rule in shown), default=0) + 2
    family = ""
    for rule in shown:
        if rule.family != family:
            family = rule.family
            yield f"{family}  {FAMILIES[family]}"
        yield f"  {rule.id:<{width}}{_clauses(rule):<{clause_width}}{rule.title}（{GRADES[rule.grade]}）"
    yield ""
    yield str(
        Text(
            f"共 {len(shown)} 条。用 mingjian rules 编号 查看一条规则。",
            f"{counted(len(shown), 'rule')}. mingjian rules ID shows one.",
        )
    )


def sheet(rule: Rule) -> Iterator[str]:
    """Everything about one rule, in the order in which an auditor asks."""
    yield f"{rule.id}  {rule.title}"
    yield ""
    yield f"{Text('可能涉及条款', 'May touch')}  {'；'.join(str(clause_name(c)) for c in rule.clauses) or '—'}"
    yield f"{Text('最高程度', 'Highest grade')}  {GRADES[rule.grade]}：{GRADE_MEANINGS[rule.grade]}"
    yield f"{Text('规则版本', 'Version')}  {rule.version}{_revision(rule)}"
    yield f"{Text('如何办结', 'How it closes')}  {CLOSINGS[rule.closes_by]}"
    yield from _section(Text("判断方法", "Logic"), [rule.logic.zh, rule.logic.en])
    yield from _section(Text("条款的要素", "Elements of the clauses"), _elements(rule))
    yield from _section(Text("参数", "Parameters"), (_parameter(p) for p in rule.parameters))
    yield from _section(Text("必需的数据（缺少则不能判断）", "Needs, or cannot decide"), rule.needs)
    yield from _section(Text("有则使用的数据", "Uses where present"), rule.uses)
    yield from _section(
        Text("须有当地文件规定", "Needs a local document on"),
        (f"{rule.id}.{p.name}{_called(p)}" for p in rule.parameters if p.name in rule.needs_local),
    )
    yield from _section(Text("须声明为完整的提取", "Needs extracts declared complete"), rule.needs_complete)
    yield from _section(
        Text(
            "没有可判断的内容时，答复不能判断并说明",
            "Where there is nothing to judge it says, and cannot decide",
        ),
        (str(reason.text) for reason in rule.unjudged),
    )
    yield from _section(Text("以这些规则的结果为基础", "Builds on the findings of"), rule.builds_on)
    yield from _section(
        Text("先排除的正当情形", "Innocent explanations to ask about first"),
        (f"{innocent.reason} → {innocent.question}" for innocent in rule.innocent),
    )
    yield from _section(Text("已知的局限", "Known gaps"), map(str, rule.known_gaps))
    yield from _section(Text("示例", "Examples"), examples(rule.id))


def _revision(rule: Rule) -> str:
    """Which revision of the rule this text is, and since when; that it was never locked where it was not."""
    locked = revision_of(rule)
    if locked is None:
        return str(Text("（未登记的文字）", " (a text that was never locked)"))
    return str(
        Text(
            f"（第 {locked.number} 版，{locked.on}）",
            f" (revision {locked.number}, {locked.on}: {locked.change})",
        )
    )


def _elements(rule: Rule) -> Iterator[str]:
    """Every element of the rule's clauses: shown by the rows themselves, or still open."""
    shown, still = Text("记录可显示", "the rows show it"), Text("尚待核实", "stays open")
    for cite in rule.clauses:
        for element in elements(cite):
            state = shown if element.id in rule.shows else still
            yield f"{element.id}  {element.kind.words}：{element.phrase}  [{state}]"


def examples(rule_id: str) -> Iterator[str]:
    """The examples of a rule as `kind: name`."""
    folder = resources.files("mingjian.rules").joinpath(rule_id.replace("-", "_"))
    entries = yaml.load(folder.joinpath("examples.yaml").read_text(encoding="utf-8"), Loader=LOADER)
    return (f"{entry['kind']}: {entry['name']}" for entry in entries)


def _section(title: Text, lines: Iterable[str]) -> Iterator[str]:
    shown = list(lines)
    if shown:
        yield ""
        yield str(title)
        yield from (f"  {line}" for line in shown)


def _parameter(parameter: Parameter) -> str:
    value = f"{parameter.value:g}" if isinstance(parameter.value, float) else parameter.value
    days = _days(parameter.from_day, parameter.to_day)
    basis = f"[{BASES[parameter.basis]}] {parameter.source}"
    return f"{parameter.name}{_called(parameter)} = {value} {unit(parameter.unit)}{days}  {basis}"


def _called(parameter: Parameter) -> Text:
    return Text(f"（{parameter.title.zh}）", f" ({parameter.title.en})")


def _days(first: date, last: date) -> str:
    begin = "" if first == DAWN else first.isoformat()
    end = "" if last == DOOM else last.isoformat()
    return f" ({begin} … {end})" if begin or end else ""


def _clauses(rule: Rule) -> str:
    return ", ".join(rule.clauses) or "—"


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value
