"""What a cell may look like, for every type of the standard: accepted with its value or rejected with the reason."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from mingjian.exchange.identity import id_number

GOOD = id_number("11010519491231002X")
PAYMENT = {
    "household_id": "H1",
    "period": "2024-01",
    "kind": "allowance",
    "due": "300.00",
    "paid": "300.00",
    "paid_on": "2024-01-08",
    "account_no": "6200000000000000001",
    "account_holder_id": "11010519491231002X",
    "batch_id": "B1",
}
HOUSEHOLD = {
    "household_id": "H1",
    "division": "150423100201",
    "area": "rural",
    "head_id": "11010519491231002X",
}
STEP = {"application_id": "A1", "step": "applied", "at": "2024-01-08 09:30"}
CPI = {"division": "150400", "month": "2024-01", "cpi": "3.5", "food": "1"}
COMPANY = {
    "uscc": "U1",
    "person_id": "11010519491231002X",
    "kind": "company",
    "role": "owner",
    "share": "0.35",
    "status": "active",
    "registered_on": "2020-01-01",
    "sales_12m": "1",
}
TABLES = {"payments": PAYMENT, "households": HOUSEHOLD, "steps": STEP, "cpi": CPI, "companies": COMPANY}

ACCEPTED = [
    ("payments.paid", "1234.5", Decimal("1234.50")),
    ("payments.paid", "1,234.50", Decimal("1234.50")),
    ("payments.paid", "１２３", Decimal(123)),
    ("payments.paid", "¥300.10", Decimal("300.10")),
    ("payments.paid", "￥300.10元", Decimal("300.10")),
    ("payments.paid", "300.1000", Decimal("300.10")),
    ("payments.paid", " 300 ", Decimal(300)),
    ("payments.paid", "10000000.00", Decimal(10_000_000)),
    ("payments.paid", "0", Decimal(0)),
    ("payments.paid_on", "2024-03-05", date(2024, 3, 5)),
    ("payments.paid_on", "20240305", date(2024, 3, 5)),
    ("payments.paid_on", "2024/3/5", date(2024, 3, 5)),
    ("payments.paid_on", "2024.03.05", date(2024, 3, 5)),
    ("payments.paid_on", "2024年3月5日", date(2024, 3, 5)),
    ("payments.paid_on", "２０２４年３月５日", date(2024, 3, 5)),
    ("payments.paid_on", "45356", date(2024, 3, 5)),
    ("payments.paid_on", "2024-03-05 14:22:10", date(2024, 3, 5)),
    ("payments.paid_on", "", None),
    ("payments.paid_on", " ", None),
    ("payments.period", "202403", date(2024, 3, 1)),
    ("payments.period", "2024年3月", date(2024, 3, 1)),
    ("payments.period", "2024/3", date(2024, 3, 1)),
    ("payments.period", "2024-03-15", date(2024, 3, 1)),
    ("payments.period", "45356", date(2024, 3, 1)),
    ("payments.kind", "低保金", "allowance"),
    ("payments.kind", " Allowance", "allowance"),
    ("payments.account_holder_id", "11010519491231002x", GOOD),
    ("payments.account_holder_id", "110105491231002", GOOD),
    ("payments.account_holder_id", "１１０１０５１９４９１２３１００２Ｘ", GOOD),
    ("payments.account_holder_id", "110105194912310021", id_number("110105194912310021")),
    ("payments.batch_id", "　B 1　", "B 1"),
    ("payments.batch_id", "=1+1", "=1+1"),
    ("payments.batch_id", "'=1+1", "=1+1"),
    ("households.division", "１５０４２３１００２０１", "150423100201"),
    ("households.area", "农村", "rural"),
    ("households.institution", "是", True),
    ("households.institution", "FALSE", False),
    ("households.persons", "3", 3),
    ("households.persons", "3.0", 3),
    ("steps.at", "2024-01-08 09:30", datetime(2024, 1, 8, 9, 30)),
    ("steps.at", "2024/1/8 9:30:05", datetime(2024, 1, 8, 9, 30, 5)),
    ("steps.at", "2024年1月8日 9:30", datetime(2024, 1, 8, 9, 30)),
    ("steps.at", "2024-01-08T09:30:00", datetime(2024, 1, 8, 9, 30)),
    ("steps.at", "2024-01-08", datetime(2024, 1, 8)),
    ("steps.at", "45299.5", datetime(2024, 1, 8, 12)),
    ("cpi.division", "150400", "1504"),
    ("cpi.division", "150000", "15"),
    ("cpi.division", "150423000000", "150423"),
    ("cpi.division", "150423100000", "150423100"),
    ("cpi.division", "150423100", "150423100"),
    ("cpi.division", "150423100010", "150423100010"),
    ("cpi.cpi", "-0.3", -0.3),
    ("cpi.cpi", "3.5%", 3.5),
    ("companies.share", "35%", 0.35),
    ("companies.share", "0.35", 0.35),
    ("companies.share", "1", 1.0),
    ("companies.sales_12m", "25000000", Decimal(25_000_000)),
]

REJECTED = [
    ("payments.paid", "300.125", "more than two decimals"),
    ("payments.paid", "-5", "never negative"),
    ("payments.paid", "10000000.01", "more than 10,000,000 yuan"),
    ("payments.paid", "1000000000000000000", "more than 10,000,000 yuan"),
    ("payments.paid", "1E+18", "more than 10,000,000 yuan"),
    ("payments.paid", "1E+15", "more than 10,000,000 yuan"),
    ("payments.paid", "1.2E+06", "Excel turned it"),
    ("payments.paid", "1e3", "Excel turned it"),
    ("payments.paid", "三百", "is not a sum of money"),
    ("payments.paid", "1,23.50", "is not a sum of money"),
    ("payments.paid", "35%", "two decimals"),
    ("payments.paid", "", "must not be empty"),
    ("payments.paid_on", "0001-01-01", "outside the years"),
    ("payments.paid_on", "2101-01-01", "outside the years"),
    ("payments.paid_on", "1899-12-31", "outside the years"),
    ("payments.paid_on", "2024-02-30", "is not a date"),
    ("payments.paid_on", "2024-03", "is not a date"),
    ("payments.paid_on", "epoch", "is not a date"),
    ("payments.paid_on", "infinity", "is not a date"),
    ("payments.period", "2024-13", "is not a month"),
    ("payments.period", "000101", "outside the years"),
    ("payments.kind", "奖金", "低保金"),
    ("payments.account_holder_id", "1.10105E+17", "Excel turned it"),
    ("payments.account_holder_id", "150102195001011000.0", "Excel turned it"),
    ("payments.account_holder_id", "12345", "is not an identity number"),
    ("payments.account_no", "6.2E+18", "Excel turned it"),
    ("households.division", "150423", "a village"),
    ("households.division", "150423100000", "a village"),
    ("households.division", "110105001001", "not in Inner Mongolia"),
    ("cpi.division", "110000", "not in Inner Mongolia"),
    ("cpi.division", "1504", "6, 9 or 12 digits"),
    ("households.institution", "有", "是 否"),
    ("households.persons", "3.5", "whole number"),
    ("households.persons", "-1", "whole number"),
    ("steps.at", "昨天", "is not a time"),
    ("cpi.cpi", "350", "percentage"),
    ("companies.share", "35", "a share at most 1"),
]


def csv_of(where, value):
    table, column = where.split(".")
    row = {**TABLES[table], column: value}
    return (
        f"{table}.csv",
        ",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n",
        column,
    )


@pytest.mark.parametrize(("where", "value", "expected"), ACCEPTED)
def test_an_accepted_cell_has_the_value_that_was_meant(write, check, only, rows, where, value, expected):
    name, content, column = csv_of(where, value)
    write(name, content)
    table = only(check())
    assert (table.read, table.accepted) == (1, 1)
    assert rows(table, f'"{column}"') == [(expected,)]


@pytest.mark.parametrize(("where", "value", "reason"), REJECTED)
def test_a_rejected_cell_says_line_column_value_and_reason(
    write, check, only, rejected, where, value, reason
):
    name, content, column = csv_of(where, value)
    write(name, content)
    result = check()
    assert (only(result).read, only(result).accepted, only(result).rejected) == (1, 0, 1)
    last = rejected(result).splitlines()[-1]
    assert f",2,{column},{value}," in last.replace('"', "").replace("'-", "-")
    assert reason in last


def test_a_wrong_check_digit_is_accepted_and_counted(write, check, only):
    name, content, _ = csv_of("payments.account_holder_id", "110105194912310021")
    write(name, content)
    assert only(check()).marked == 1


@pytest.mark.parametrize("where", sorted({where for where, _, _ in ACCEPTED}))
def test_the_quick_and_the_patient_way_agree(write, check, only, rows, where):
    """A row that is usual but for one blank takes the patient way with all its cells."""
    name, content, _ = csv_of(where, TABLES[where.split(".")[0]].get(where.split(".")[1], ""))
    table = only(check()) if write(name, content) else None
    usual = rows(table, "* EXCLUDE (source_file, source_row)")
    first, record = content.splitlines()
    write(name, first + "\n" + record.replace('"', '" ', 1) + "\n")
    assert rows(only(check()), "* EXCLUDE (source_file, source_row)") == usual
