"""The same data gives the same findings, whatever the format, encoding, headers, order of rows and of columns."""

import csv
import json

import duckdb
import pytest

from mingjian.cli import main
from mingjian.exchange.checking import check_folder
from mingjian.sample.when import standard_span
from mingjian.screening.catalogue import load_rules
from mingjian.screening.order import Order
from mingjian.screening.running import screen
from tests.acceptance.forms import as_csv, as_mixed, as_parquet, as_xlsx, converted

# What the sample is written as first, and how it is then written anew.
FORMS = {
    "CSV in UTF-8 with English headers": ("parquet", as_csv("utf-8")),
    "CSV in GB18030 with Chinese headers": ("csv", as_csv("gb18030")),
    "workbooks with Chinese headers": ("xlsx", as_xlsx),
    "Parquet with English headers": ("parquet", as_parquet),
    "a mixture with Chinese headers": ("csv", as_mixed),
}


@pytest.fixture(scope="module")
def unshuffled(tmp_path_factory):
    """What is found in the village as `mingjian sample` mixes its formats, in its own order."""
    place = tmp_path_factory.mktemp("unshuffled")
    write_village(place / "data", "mixed")
    return findings_of(place)


# A mixture holds every form; each alone belongs to the full counts.
QUICK = ("a mixture with Chinese headers", "CSV in GB18030 with Chinese headers")


@pytest.mark.parametrize(
    "form",
    [pytest.param(form, marks=() if form in QUICK else pytest.mark.slow) for form in FORMS],
)
def test_the_same_data_in_another_form_gives_the_same_findings(form, unshuffled, tmp_path):
    format_, write = FORMS[form]
    write_village(tmp_path / "first", format_)
    converted(tmp_path / "first", tmp_path / "data", write, seed=len(form))
    findings, months, answers = findings_of(tmp_path)
    assert findings.keys() == unshuffled[0].keys()
    assert findings == unshuffled[0]
    assert months == unshuffled[1]
    assert answers == unshuffled[2]
    assert len(findings) > 20


def write_village(folder, format_):
    """The same village in one of the formats of `mingjian sample`."""
    assert main(["sample", str(folder), "--scale", "village", "--seed", "5", "--format", format_]) == 0


def findings_of(place):
    """Check and screen `place`/data: findings by id, the money of their months, and the answers."""
    checked = check_folder(place / "data", place / "store")
    assert checked.is_clean
    run = place / "run"
    screen(checked.snapshot, place / "store", Order(standard_span().as_of, load_rules()), run)
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * EXCLUDE (snapshot) FROM '{run / 'findings.parquet'}'")
        heads = [column[0] for column in found.description]
        rows = [dict(zip(heads, row, strict=True)) for row in found.fetchall()]
    return (
        {row["finding_id"]: row | {"evidence": without_places(row["evidence"])} for row in rows},
        lines(run / "finding_months.csv"),
        lines(run / "answers.csv"),
    )


def without_places(evidence):
    """The evidence without file, sheet and row, which are those of the form, in an order of its own."""
    told = json.loads(evidence)
    rows = [(row["table"], row["key"], sorted(row["values"].items())) for row in told["rows"]]
    return sorted(rows), told["values"], told.get("more", 0)


def lines(path):
    """The rows of a CSV file in order."""
    with path.open(encoding="utf-8", newline="") as file:
        return sorted(map(tuple, csv.reader(file)))
