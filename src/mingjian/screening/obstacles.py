"""Why a rule cannot decide, in words: one function per reason, in Chinese and in English."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from mingjian.exchange.divisions import name_of
from mingjian.exchange.standard import CUSTODIAN_TABLES, tables
from mingjian.screening.catalogue import Rule
from mingjian.wording import Text


class Why(StrEnum):
    """The kinds of reason for which a rule sees nothing somewhere."""

    MISSING = "missing"
    STALE = "stale"
    INCOMPLETE = "incomplete"
    NOT_AUTHORISED = "not_authorised"
    NO_DOCUMENT = "no_document"
    NOT_COMPARED = "not_compared"
    NOTHING_TO_JUDGE = "nothing_to_judge"


@dataclass(frozen=True)
class Obstacle:
    """Why a rule cannot decide: the table that is missing, in words, and the kind of reason.

    `key` says what lacks in ids alone, whatever the words and the figures of the month are: a program knows an obstacle
    by it. What a rule says of itself is known by those words. `rule` and `parameters` are those that the words call by
    their titles.
    """

    key: str
    table: str
    text: Text
    why: Why
    rule: str = ""
    parameters: tuple[str, ...] = ()


def in_words(obstacles: Sequence[Obstacle], language: Literal["zh", "en"]) -> str:
    """Several obstacles as one reason."""
    return ("；" if language == "zh" else "; ").join(getattr(o.text, language) for o in obstacles)


def as_data(obstacle: Obstacle) -> dict[str, object]:
    """An obstacle for a program: what it is in ids, and the sentence in both languages; what is empty is left out."""
    said = {
        "key": obstacle.key,
        "why": str(obstacle.why),
        "table": obstacle.table,
        "rule": obstacle.rule,
        "parameters": list(obstacle.parameters),
        "zh": obstacle.text.zh,
        "en": obstacle.text.en,
    }
    return {name: value for name, value in said.items() if value}


def missing_table(name: str) -> Obstacle:
    """The obstacle of a needed table that was not handed in."""
    zh = tables()[name].zh
    if name in CUSTODIAN_TABLES:
        said = Text(
            f"“{zh}”（{name}）由专人保管，未提供",
            f"table {name} ({zh}) is held by a custodian and was not given",
        )
        return Obstacle(f"missing_table/{name}", name, said, Why.NOT_AUTHORISED)
    return Obstacle(
        f"missing_table/{name}",
        name,
        Text(f"缺少数据表“{zh}”（{name}）", f"table {name} ({zh}) is missing"),
        Why.MISSING,
    )


def withheld_table(name: str, reason: str) -> Obstacle:
    """The obstacle of a needed table that its provider does not hand over, as sources.toml says."""
    zh = tables()[name].zh
    return Obstacle(
        f"withheld_table/{name}",
        name,
        Text(f"“{zh}”（{name}）未获授权提供：{reason}", f"table {name} ({zh}) is withheld: {reason}"),
        Why.NOT_AUTHORISED,
    )


def refused_table(name: str) -> Obstacle:
    """The obstacle of a needed table that was handed in and could not be used."""
    zh = tables()[name].zh
    return Obstacle(
        f"refused_table/{name}",
        name,
        Text(
            f"数据表“{zh}”（{name}）已提供但整表未采用，见 mingjian check",
            f"table {name} ({zh}) is there but was refused; see mingjian check",
        ),
        Why.MISSING,
    )


def missing_column(name: str, column: str) -> Obstacle:
    """The obstacle of a needed column that the table does not have."""
    table = tables()[name]
    zh = table.column(column).zh
    return Obstacle(
        f"missing_column/{name}.{column}",
        name,
        Text(f"“{table.zh}”缺少“{zh}”一列（{name}.{column}）", f"column {name}.{column} ({zh}) is missing"),
        Why.MISSING,
    )


def empty_column(name: str, column: str) -> Obstacle:
    """The obstacle of a needed column that is empty in every row of a county."""
    table = tables()[name]
    zh = table.column(column).zh
    return Obstacle(
        f"empty_column/{name}.{column}",
        name,
        Text(
            f"“{table.zh}”的“{zh}”在本旗县全为空（{name}.{column}）",
            f"{name}.{column} ({zh}) is empty in every row here",
        ),
        Why.INCOMPLETE,
    )


def nothing_here(name: str) -> Obstacle:
    """The obstacle of a table without a row of the county."""
    zh = tables()[name].zh
    return Obstacle(
        f"nothing_here/{name}",
        name,
        Text(f"“{zh}”（{name}）没有登记本旗县的任何情况", f"table {name} ({zh}) holds no row of this county"),
        Why.INCOMPLETE,
    )


def nothing_of(name: str) -> Obstacle:
    """The obstacle of a table without a row of the county or league itself."""
    zh = tables()[name].zh
    return Obstacle(
        f"nothing_of/{name}",
        name,
        Text(f"“{zh}”（{name}）没有登记本地的任何情况", f"table {name} ({zh}) holds no row of this place"),
        Why.INCOMPLETE,
    )


def stale_table(name: str, to_day: date) -> Obstacle:
    """The obstacle of an extract that ends before the period screened does."""
    zh = tables()[name].zh
    return Obstacle(
        f"stale_table/{name}",
        name,
        Text(
            f"“{zh}”（{name}）只提取到{to_day}，其后各月不能判断",
            f"{name} ({zh}) ends on {to_day}; later months cannot be decided",
        ),
        Why.STALE,
    )


def incomplete_extract(name: str) -> Obstacle:
    """The obstacle of a rule for which not being in a table means something only where the table is complete."""
    zh = tables()[name].zh
    return Obstacle(
        f"incomplete_extract/{name}",
        name,
        Text(
            f"“{zh}”（{name}）没有在 sources.toml 中声明为本地完整提取",
            f"{name} ({zh}) is not declared complete for this place in sources.toml",
        ),
        Why.INCOMPLETE,
    )


def undeclared_here(name: str) -> Obstacle:
    """The obstacle of a table without any row that sources.toml declares complete for other places only."""
    zh = tables()[name].zh
    return Obstacle(
        f"undeclared_here/{name}",
        name,
        Text(
            f"“{zh}”（{name}）没有任何数据行，sources.toml 也没有声明它对本地完整",
            f"{name} ({zh}) holds no row, and sources.toml does not declare it complete for this place",
        ),
        Why.INCOMPLETE,
    )


def no_calendar(year: int) -> Obstacle:
    """The obstacle of a rule that counts working days in a year whose rest days are not announced."""
    return Obstacle(
        f"no_calendar/{year}",
        "",
        Text(
            f"{year}年没有官方的工作日历，不能计算工作日",
            f"there is no official working-day calendar for {year}",
        ),
        Why.NO_DOCUMENT,
    )


def too_few_counties(counted: int, least: int, households: int) -> Obstacle:
    """The obstacle of a rule that compares counties where too few of them have a list long enough."""
    return Obstacle(
        f"too_few_counties/{least}/{households}",
        "",
        Text(
            f"在保户数不少于{households}户的旗县只有{counted}个，不足{least}个，不能相互比较",
            f"counties with {households} households on the list: {counted} of the {least} needed for a comparison",
        ),
        Why.NOT_COMPARED,
    )


def looked_at_in_part(division: str) -> Obstacle:
    """The obstacle of a rule that needs a whole league or region in a run that was limited to less."""
    zh, en = (name_of(division), division) if division else ("一户", "one household")
    return Obstacle(
        f"looked_at_in_part/{division}",
        "",
        Text(
            f"本次只看{zh}，这条规则要看全部旗县才能判断；请不加 --division、--household 再运行一次",
            f"this run is limited to {en}, and the rule needs all counties; run it without --division and --household",
        ),
        Why.NOT_COMPARED,
    )


def missing_local(rule: Rule, names: Sequence[str]) -> Obstacle:
    """The obstacle of a rule that needs a local document for parameters where none is on record."""
    titles = {parameter.name: parameter.title for parameter in rule.parameters}
    zh = "、".join(f"“{titles[name].zh}”" for name in names)
    en = ", ".join(f"'{titles[name].en}'" for name in names)
    return Obstacle(
        f"missing_local/{rule.id}/{','.join(names)}",
        "local_rules",
        Text(
            f"“地方规定”（local_rules）没有本地关于“{rule.title.zh}”的{zh}的文件",
            f"local_rules holds no document here on {en} for '{rule.title.en}'",
        ),
        Why.NO_DOCUMENT,
        rule.id,
        tuple(names),
    )
