"""A run folder as the contract describes it, made small for the tests of the reports."""

import csv
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from mingjian.screening.catalogue import Innocent, Rule
from mingjian.screening.deciding import AnswerRow
from mingjian.screening.obstacles import Obstacle, Why, empty_column, missing_table, stale_table
from mingjian.screening.recording import write_answers
from mingjian.screening.reports.ledger import MASKED_EDITION, Edition, write_ledger
from mingjian.screening.reports.page import write_page
from mingjian.screening.reports.run_folder import RunInfo, open_run
from mingjian.screening.reports.totals import Totals, add_up
from mingjian.wording import Text

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
VILLAGES = ("150423100201", "150423101202", "150426100201", "150402001001", "152502100201", "152531100200")
ACCOUNTS = [f"620000000000000{n:04d}" for n in range(60)]
ATTACK = '=HYPERLINK("http://example.org","看")'


def person(n: int) -> str:
    """An identity number on an address that belongs to no place."""
    body = f"1599011950{1 + n % 12:02d}{1 + n % 28:02d}{n % 1000:03d}"
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]


def rule(id_: str, family: str, subject: str, clauses: tuple[str, ...], zh: str, en: str) -> Rule:
    """A rule of the catalogue, with what the reports read of it."""
    return Rule(
        id=id_,
        family=family,
        title=Text(zh, en),
        subject=subject,
        clauses=clauses,
        shows=(),
        grade="strong",
        level="county",
        closes_by="rerun",
        logic=Text(f"{zh}的逻辑", f"the logic of {en}"),
        sentence="",
        needs=("payments.paid",),
        uses=(),
        needs_local=(),
        needs_complete=(),
        evidence=(),
        values=(),
        parameters=(),
        innocent=(
            Innocent(
                Text(f"{zh}：登记有误或登记晚了", "the record is wrong or late"),
                Text("原始凭证上的日期是哪一天？", "Which day does the original paper give?"),
            ),
            Innocent(
                Text("钱已退回", "the money went back"), Text("有没有缴款凭证？", "Is there a receipt?")
            ),
        ),
        known_gaps=(Text("只看得到已登记的情况", "only what is registered shows"),),
        sql="",
        version="0123456789ab",
    )


RULES = {
    r.id: r
    for r in (
        rule("deceased-paid", "A", "person", ("8(5)",), "死亡后仍发放", "Paid after death"),
        rule(
            "double-benefit",
            "A",
            "person",
            ("8(5)", "8(6)", "9(3)"),
            "重复享受低保",
            "Paid in two households",
        ),
        rule("invalid-identity", "A", "person", (), "身份证号有误", "Invalid identity number"),
        rule("vehicle-owner", "B", "household", ("8(5)", "8(6)", "9(3)"), "名下有机动车", "Owns a vehicle"),
        rule("shared-account", "F", "account", ("8(5)",), "多户共用一个账户", "Shared account"),
        rule("off-channel", "F", "group", ("10(3)",), "未按规定渠道发放", "Paid outside the channel"),
        rule("budget-shortfall", "G", "fund", ("7(2)", "10(1)"), "低保资金预算不足", "Budget below the need"),
        rule("fixed-quota", "F", "county", ("7(1)",), "名额固定不变", "Fixed quota"),
        rule(
            "deposits", "B", "household", ("8(5)", "8(6)", "9(3)"), "存款超过限额", "Deposits over the limit"
        ),
    )
}


@dataclass(frozen=True)
class Made:
    """One finding of the made run; `months` gives yuan by month."""

    rule: str
    subject_id: str
    clause: str
    grade: str
    division: str
    household_id: str
    months: dict[str, str]
    rows: tuple[dict[str, object], ...] = ()
    explanation: str = ""
    elements_open: str = "8(5)/damage"
    gap: str = ""

    @property
    def amount(self) -> Decimal | None:
        """Yuan over all months, or of a year's budget; None where no money is concerned."""
        if self.gap:
            return Decimal(self.gap)
        return sum((Decimal(v) for v in self.months.values()), Decimal("0.00")) if self.months else None


def a_gap(year: int, yuan: str) -> Made:
    """A finding about the budget of a county: money of offices, and of no month."""
    return a_finding(
        0, rule="budget-shortfall", subject_id=f"150423@{year}", clause="7(2);10(1)", division="150423",
        household_id="", months={}, rows=(), grade="lead", gap=yuan,
    )  # fmt: skip


def household_row(n: int, division: str, row: int, **extra: object) -> dict[str, object]:
    """An evidence row of the household table with the auditor's own columns."""
    values = {
        "household_id": f"H{n:04d}", "division": division, "area": "rural", "head_id": person(n), "head_name": "张三丰",
        "phone": "13812345678", "address": "巴音嘎查三组12号", **extra,
    }  # fmt: skip
    place = {"file": "低保家庭.xlsx", "sheet": "在保", "row": row}
    return {"table": "households", "key": f"H{n:04d}", **place, "values": values}


def payment_row(n: int, month: str, row: int) -> dict[str, object]:
    """An evidence row of the payments."""
    values = {"household_id": f"H{n:04d}", "period": month, "paid": "300.00", "account_no": ACCOUNTS[n % 60]}
    place = {"file": "payments/2024.csv", "sheet": "", "row": row}
    return {"table": "payments", "key": f"H{n:04d}|{month}|allowance|", **place, "values": values}


def a_finding(n: int, **changes: object) -> Made:
    """The n-th finding: someone paid for months after his death."""
    division = VILLAGES[n % len(VILLAGES)]
    months = {f"{2023 + n % 2}-{m:02d}": "300.00" for m in range(5, 7 + n % 4)}
    rows = (
        household_row(n, division, 10 + n, 包保干部="李四", 联系人电话="13998765432"),
        *(payment_row(n, month, 100 + i) for i, month in enumerate(months)),
    )
    made = Made(
        rule="deceased-paid",
        subject_id=person(n),
        clause="8(5)",
        grade=("strong", "lead")[n % 2],
        division=division,
        household_id=f"H{n:04d}",
        months=months,
        rows=rows,
        explanation=f"张**（159901********{person(n)[-4:]}）死亡后仍有发放，可能涉及第八条第五项；后果尚待核实。",
    )
    return replace(made, **changes)


def plausible(count: int = 40) -> list[Made]:
    """A run of several rules over two leagues, with whatever is awkward in a real one."""
    found = [a_finding(n) for n in range(count)]
    found += [
        a_finding(n, rule="vehicle-owner", subject_id=f"H{n:04d}", clause="8(6);9(3)", grade="lead",
                  elements_open="8(6)/damage;9(3)/damage")
        for n in range(0, count, 3)
    ]  # fmt: skip
    found += [
        a_finding(1, rule="double-benefit", division="150423100201|152502100201", household_id="H0001|H0900"),
        a_finding(2, rule="invalid-identity", clause="", elements_open="", months={}, grade="lead"),
        a_finding(3, rule="shared-account", subject_id=ACCOUNTS[3], household_id="H0003|H0004|H0005"),
        a_finding(4, rule="off-channel", subject_id="150423@2024-05", clause="10(3)", division="150423",
                  household_id="", months={"2024-05": "120000.00"}, rows=()),
        a_finding(5, rule="fixed-quota", subject_id="150426", clause="7(1)", division="150426",
                  household_id="", months={}, rows=(), grade="lead"),
        a_finding(6, subject_id=person(777), clause="", elements_open="", months={"2014-10": "200.00"}),
        a_finding(7, rule="vehicle-owner", subject_id=ATTACK, household_id=ATTACK, explanation=ATTACK,
                  rows=(household_row(7, VILLAGES[1], 17, **{ATTACK: ATTACK, "备注": f"见{person(8)}"}),)),
    ]  # fmt: skip
    return found


def undecided(rule: str, place: str, *reasons: Obstacle) -> AnswerRow:
    """A row of answers.csv for a rule that could not decide."""
    return AnswerRow(rule, place, "cannot_decide", 0, reasons)


def in_other_words(words: str) -> Obstacle:
    """A reason behind which no table is, in any words."""
    return Obstacle(words, "", Text(words, words), Why.NOTHING_TO_JUDGE)


ANSWERS = [
    AnswerRow("deceased-paid", "150423", "findings", 9),
    AnswerRow("vehicle-owner", "150423", "findings", 4),
    AnswerRow("fixed-quota", "150423", "none", 0),
    undecided("deposits", "150423", missing_table("deposits")),
    undecided("deposits", "150426", missing_table("deposits")),
    undecided("deceased-paid", "152502", stale_table("deaths", date(2024, 6, 30))),
    undecided("vehicle-owner", "152531", empty_column("vehicles", "value")),
]


def make_run(
    folder: Path, findings: list[Made] | None = None, answers: list[AnswerRow] | None = None
) -> Path:
    """Write a run folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    found = plausible() if findings is None else findings
    _write_findings(folder, found)
    write_answers(ANSWERS if answers is None else answers, folder)
    notes = [("deceased-paid", "person", person(3), VILLAGES[3], "次月到账，属正常。")]
    _write_csv(folder / "notes.csv", ("rule", "subject_kind", "subject_id", "division", "sentence"), notes)
    (folder / "run.json").write_text(json.dumps(_run_json(), ensure_ascii=False), encoding="utf-8")
    return folder


def write_reports(folder: Path, edition: Edition = MASKED_EDITION) -> tuple[RunInfo, Totals]:
    """Write the ledger and the page of a run folder into it; returns what they say."""
    run = open_run(folder)
    totals = add_up(run, RULES)
    write_ledger(run, totals, RULES, folder / "findings.xlsx", edition)
    write_page(run.info, totals, RULES, folder / "report.html", edition.language)
    run.db.close()
    return run.info, totals


def finding_id(made: Made) -> str:
    """The id by the contract: rule, kind and subject alone."""
    text = "\u241f".join((made.rule, RULES[made.rule].subject, made.subject_id))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _write_findings(folder: Path, found: list[Made]) -> None:
    db = duckdb.connect()
    words = "finding_id rule rule_version clause elements_open grade subject_kind subject_id division household_id"
    db.execute(
        f"CREATE TABLE f ({', '.join(f'{word} VARCHAR' for word in words.split())}, first DATE, last DATE, "
        "amount DECIMAL(18,2), evidence VARCHAR, explanation VARCHAR, snapshot VARCHAR)"
    )
    months = []
    for made in found:
        evidence = json.dumps({"rows": list(made.rows), "values": {}}, ensure_ascii=False)
        first, last = (
            date.fromisoformat(f"{m(made.months)}-01") if made.months else None for m in (min, max)
        )
        db.execute(
            "INSERT INTO f VALUES (?, ?, 'v', ?, ?, ?, ?, ?, ?, ?, ?, last_day(CAST(? AS DATE)), ?, ?, ?, 'abc123')",
            [finding_id(made), made.rule, made.clause, made.elements_open, made.grade, RULES[made.rule].subject,
             made.subject_id, made.division, made.household_id, first, last, made.amount, evidence, made.explanation],
        )  # fmt: skip
        months += [(finding_id(made), month, yuan) for month, yuan in made.months.items()]
    db.execute(f"COPY f TO '{folder / 'findings.parquet'}' (FORMAT parquet)")
    db.close()
    _write_csv(folder / "finding_months.csv", ("finding_id", "month", "amount"), months)


def _write_csv(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _run_json() -> dict[str, object]:
    table = {"hash": "ab" * 16, "read": 1200, "accepted": 1190, "rejected": 10, "rows": 1190}
    return {
        "program_version": "0.1.0",
        "snapshot": "abc123def456abc123def456abc123de",
        "tables": {
            "households": table | {"provider": "赤峰市民政局", "to_day": "2024-12-31", "complete": True},
            "payments": table | {"provider": "", "to_day": None, "complete": None},
            "deaths": table
            | {"provider": "赤峰市公安局", "to_day": "2024-06-30", "complete": False, "rejected": 0},
        },
        "rules": {
            id_: {"version": r.version, "parameters": {"grace": 3}, "seconds": 0.1}
            for id_, r in RULES.items()
        },
        "as_of": "2024-12-31",
        "seconds": 12.5,
        "peak_memory_mib": 512.0,
        "engine": "duckdb",
        "scope": {"division": "", "household": None},
        "masked": False,
    }
