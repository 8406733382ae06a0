"""Editions for offices: what a county or township may be asked about the households it serves, and nothing else.

An edition is made of single rows that are let in, never of a run from which something is struck out: only rules that
speak of a household's own circumstances are run, and of what they find only what touches no office of the reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from mingjian.exchange.progress import Progress
from mingjian.exchange.snapshots import Snapshot
from mingjian.screening.catalogue import Rule, open_rules
from mingjian.screening.engine import Session
from mingjian.screening.hits import Hits
from mingjian.screening.order import Order
from mingjian.screening.reading import names_read
from mingjian.screening.running import prepare, run_rules, take_inventory
from mingjian.screening.workspace import session
from mingjian.wording import Refusal, Text


class Reader(StrEnum):
    """For whom an edition is written; the words of the command line."""

    COUNTY = "county"
    TOWNSHIP = "township"


DIGITS = {Reader.COUNTY: 6, Reader.TOWNSHIP: 9}
# The articles that speak of an office of the place: in a county its government, civil affairs, finance, departments.
ARTICLES = {Reader.COUNTY: ("7", "9", "10", "11"), Reader.TOWNSHIP: ("8",)}
ABOUT_HOUSEHOLDS = ("person", "household", "account")
# Whoever reads these asks about the conduct of an office or follows a complaint, whatever its subject is.
ABOUT_OFFICES = frozenset(
    {
        *(
            "officers",
            "officers_over",
            "officer_kin",
            "relative_filings",
            "card_custody",
            "applications",
            "steps",
        ),
        *("dossiers", "pauses", "complaints", "complainants", "oversight", "outcomes", "checks", "found"),
        # What is made of them, under names of its own.
        *(
            "related_grants",
            "likely_filings",
            "surveyed_incomes",
            "applicant_states",
            "overseen",
            "office_rates",
        ),
        *("check_records", "platform"),
    }
)


@dataclass(frozen=True)
class Question:
    """One row of an edition: what to ask which household about which months; `yuan` is None without payments."""

    division: str
    household_id: str
    head_name: str
    first: date | None
    last: date | None
    months: int
    yuan: Decimal | None
    ask: Text


@dataclass(frozen=True)
class Edition:
    """The rows for one reader, by village and household: nothing in it counts what is not in it."""

    reader: Reader
    division: str
    as_of: date
    questions: tuple[Question, ...]


def demand_place(reader: Reader, division: str) -> None:
    """Raise Refusal where the code is not that of a place that has such an office."""
    digits = DIGITS[reader]
    if len(division) != digits:
        zh = {Reader.COUNTY: "旗县（6 位）", Reader.TOWNSHIP: "苏木乡镇（9 位）"}[reader]
        raise Refusal(
            f"--for {reader} 要用 --division 写明哪个{zh}；写成 --for {reader} --division 代码。",
            f"--for {reader} needs --division with the {digits} digits of the {reader}.",
        )


def speaks_of_households(rule: Rule) -> bool:
    """Whether a rule looks at a household's own circumstances alone, so that an office may ask about them."""
    read = {*names_read(rule), *rule.tables}
    return (
        rule.subject in ABOUT_HOUSEHOLDS
        and not rule.builds_on
        and not rule.is_guarded
        and not read & ABOUT_OFFICES
    )


def question_of(rule: Rule) -> Text | None:
    """What a finding of the rule lets one ask of the household; None where it asks nothing of households."""
    return rule.ask if speaks_of_households(rule) else None


# Cards in another's keeping, and who draws from several: whoever is found may be an officer though none is read.
CARDS = frozenset({"card_custody", "withdrawals"})
OFFICERS = frozenset({"officers", "officers_over", "officer_kin"})
HOLDERS = frozenset({"account_holder_id", "reissued_holder_id"})


def may_warn_officers(rule: Rule) -> bool:
    """Whether money or cards of an officer may be at stake in what the rule finds.

    It is where the rule looks at cards in another's hands, or holds those an account belongs to against officers. Then
    neither is the household asked nor the officer's own office told which record is looked at: both could warn him.
    """
    read = {*names_read(rule), *rule.tables}
    columns = {column.partition(".")[2] for column in (*rule.needs, *rule.uses)}
    return bool(read & CARDS or (columns & HOLDERS and read & OFFICERS))


def edit(
    snapshot: Snapshot, store: Path, order: Order, reader: Reader, out: Path, progress: Progress
) -> Edition:
    """Run the rules that ask something of households in the order's division, and keep what the reader may see.

    Raises Refusal where the division is no place of the reader, or holds no household.
    """
    division = order.scope.division
    demand_place(reader, division)
    asking = {rule.id: rule for rule in open_rules(order.rules).values() if question_of(rule)}
    order = replace(order, rules=asking)
    files = {name: table.path for name, table in snapshot.tables.items()}
    with session(files, store, out) as connection:
        prepare(connection, snapshot, store, order, progress)
        ran = run_rules(connection, take_inventory(connection, snapshot), order, progress)
        _gather(connection, [hits for hits in ran.hits if not hits.are_notes], reader, division)
        return Edition(reader, division, order.as_of, _questions(connection))


def withheld(rule: Rule, clause: str, reader: Reader) -> bool:
    """Whether a finding with these clauses touches an office of the reader; one without, whether its rule could."""
    cites = clause.split(";") if clause else rule.clauses
    return any(cite.partition("(")[0] in ARTICLES[reader] for cite in cites)


def _gather(connection: Session, every: Sequence[Hits], reader: Reader, division: str) -> None:
    """Fill asked(household, ask_zh, ask_en, number, m, first_on, last_on, fen) with the rows that are let in."""
    connection.execute(
        "CREATE TEMP TABLE asked (household INTEGER, ask_zh VARCHAR, ask_en VARCHAR, number INTEGER, m INTEGER, "
        "first_on DATE, last_on DATE, fen BIGINT)"
    )
    for hits in every:
        ask = question_of(hits.rule)
        found = connection.execute(
            "SELECT DISTINCT clause FROM gathered WHERE number = ?", [hits.number]
        ).fetchall()
        seen = [row[0] for row in found if not withheld(hits.rule, row[0], reader)]
        if ask and seen:
            connection.execute(_let_in(hits), [ask.zh, ask.en, hits.number, seen, division, division])


# A household whose money goes to an officer's account is not asked through an office: the officer would hear of it. It
# goes there by name, by the number of an account that is his elsewhere, or when a returned payment is paid out again.
PAID_TO_OFFICERS = """
WITH held AS (
    SELECT b.household, b.account_no, b.account_holder_id AS holder FROM kept.pay AS b
    SEMI JOIN raw.officers AS o ON o.person_id = b.account_holder_id
    UNION
    SELECT h.household, g.account_no, g.account_holder_id FROM raw.grants AS g
    JOIN kept.households AS h ON h.household_id = g.household_id
    SEMI JOIN raw.officers AS o ON o.person_id = g.account_holder_id
),
paid AS (
    SELECT household, holder FROM held
    UNION
    SELECT b.household, x.holder FROM kept.pay AS b JOIN held AS x ON x.account_no = b.account_no
    UNION
    SELECT h.household, p.reissued_holder_id FROM raw.payments AS p
    JOIN kept.households AS h ON h.household_id = p.household_id
    SEMI JOIN raw.officers AS o ON o.person_id = p.reissued_holder_id
)
SELECT t.household FROM paid AS t
ANTI JOIN kept.members AS m ON m.household = t.household AND m.person_id = t.holder"""


def _let_in(hits: Hits) -> str:
    # One row per household and month: what another household of the same finding was paid is none of the reader's.
    return f"""
INSERT INTO asked
SELECT h.household, ?, ?, ?, x.m, coalesce(min(c.first_on), min(x.first_on)), coalesce(max(c.last_on), max(x.last_on)),
       (2 * cast(sum(x.fen) AS BIGINT) + max(coalesce(x.shared_by, 1))) // (2 * max(coalesce(x.shared_by, 1)))
FROM {hits.table} AS x
JOIN gathered AS g ON g.number = {hits.number} AND g.subject_id = x.subject_id
JOIN kept.households AS h ON h.household = x.household
LEFT JOIN kept.calendar AS c ON c.m = x.m
WHERE list_contains(?::VARCHAR[], g.clause) AND (h.county = ? OR h.township = ?)
  AND h.household NOT IN ({PAID_TO_OFFICERS})
GROUP BY h.household, x.subject_id, x.m"""


def _questions(connection: Session) -> tuple[Question, ...]:
    """One row per household and question: of findings that ask the same, the largest sum of each month once."""
    rows = connection.execute(
        """
WITH by_rule AS (
    SELECT household, ask_zh, ask_en, number, m, min(first_on) AS first_on, max(last_on) AS last_on, sum(fen) AS fen
    FROM asked GROUP BY household, ask_zh, ask_en, number, m
),
by_month AS (
    SELECT household, ask_zh, ask_en, m, min(first_on) AS first_on, max(last_on) AS last_on, max(fen) AS fen
    FROM by_rule GROUP BY household, ask_zh, ask_en, m
)
SELECT h.division, h.household_id, coalesce(any_value(h.head_name), ''), min(a.first_on), max(a.last_on), count(a.m),
       cast(sum(a.fen) AS BIGINT), a.ask_zh, a.ask_en
FROM by_month AS a
JOIN kept.households AS h ON h.household = a.household
GROUP BY h.division, h.household_id, a.ask_zh, a.ask_en
ORDER BY h.division, h.household_id, min(a.first_on), a.ask_zh"""
    ).fetchall()
    return tuple(_question(row) for row in rows)


def _question(row: Sequence[object]) -> Question:
    division, household_id, head_name, first, last, months, fen, zh, en = row
    return Question(
        division=str(division),
        household_id=str(household_id),
        head_name=str(head_name),
        first=first if isinstance(first, date) else None,
        last=last if isinstance(last, date) else None,
        months=int(str(months)),
        yuan=None if fen is None else Decimal(int(str(fen))) / 100,
        ask=Text(str(zh), str(en)),
    )
