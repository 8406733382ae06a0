"""What a run says to a reader calls rules and parameters by their titles; programs find the ids in fields beside it."""

import csv
import json
import re
import shutil

import pytest

from mingjian.cli import main
from mingjian.screening.catalogue import load_rules
from mingjian.screening.obstacles import as_data, missing_local

HERDS = "pastoral-income"
# Where a reader has to type an id into the table of local documents, it stands behind this word.
TO_TYPE = re.compile(r"编号 [a-z_-]+")


@pytest.fixture(scope="module")
def folder(village, tmp_path_factory):
    """A run over the sample, with a local value that is not followed and one that names no parameter."""
    data = tmp_path_factory.mktemp("titles") / "data"
    shutil.copytree(village.data, data, ignore=shutil.ignore_patterns("local_rules*", "地方规定*"))
    (data / "local_rules.csv").write_text(
        "division,rule,parameter,value,from_day,document\n"
        "150423,deceased-paid,grace,6,2023-01-01,旗民发9号\n"
        "150423,deceased-paid,grase,6,2023-01-01,旗民发9号\n",
        encoding="utf-8",
    )
    out = data.with_name("run")
    line = ["screen", str(data), "--store", str(data.with_name("store")), "--out", str(out)]
    assert main([*line, "--as-of", str(village.as_of)]) == 0
    return out


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sentences(folder):
    """Every sentence that a run writes for a reader, with the file that it stands in."""
    for row in rows(folder / "findings.csv"):
        yield "findings.csv", row["explanation"]
    for row in rows(folder / "notes.csv"):
        yield "notes.csv", TO_TYPE.sub("", row["sentence"])
    for name in ("answers.csv", "coverage.csv"):
        for row in rows(folder / name):
            yield name, row["reason"]
            for reason in json.loads(row["reasons"] or "[]"):
                yield name, reason["zh"]
                yield name, reason["en"]
    for each in json.loads((folder / "run.json").read_text(encoding="utf-8"))["local_rules_not_followed"]:
        yield "run.json", each["zh"]
        yield "run.json", each["en"]


def test_no_sentence_of_a_run_has_the_id_of_a_rule_or_of_a_parameter_in_it(folder):
    rules = load_rules().values()
    parameters = {p.name for rule in rules for p in rule.parameters if "_" in p.name} | {"grace"}
    ids = {rule.id for rule in rules if "-" in rule.id} | parameters
    known = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(ids))})(?![\w-])", re.ASCII)
    found = {(name, said) for name, said in sentences(folder) if known.search(said)}
    assert found == set()
    assert {name for name, _ in sentences(folder)} == {
        "findings.csv",
        "notes.csv",
        "answers.csv",
        "coverage.csv",
        "run.json",
    }


def test_a_finding_that_rests_on_another_names_the_title_and_keeps_the_id_in_its_evidence(folder):
    (found,) = [row for row in rows(folder / "findings.csv") if row["rule"] == "relative-preferred"]
    base = json.loads(found["evidence"])["values"]["base_rule"]
    assert base == "deceased-paid"
    assert f"该户另有“{load_rules()[base].title.zh}”的线索" in found["explanation"]


def test_what_of_the_local_documents_is_not_used_is_told_in_titles(folder):
    notes = [row["sentence"] for row in rows(folder / "notes.csv") if row["rule"] == "deceased-paid"]
    title = load_rules()["deceased-paid"].title.zh
    unread, loose = sorted(notes, key=len)
    assert unread == f"地方规定中的参数“grase”不是规则“{title}”的参数，未使用；请核对参数名。"
    assert loose.startswith(f"地方规定中巴林右旗“{title}”的“死亡后办理停发的时间”写的是 6（旗民发9号）")


def test_an_answer_has_its_reasons_in_both_languages_and_in_ids(folder):
    for row in rows(folder / "answers.csv"):
        reasons = json.loads(row["reasons"] or "[]")
        assert row["reason"] == "；".join(reason["zh"] for reason in reasons)
        assert all(reason["key"] and reason["why"] and reason["en"] for reason in reasons)
    (herds,) = [row for row in rows(folder / "answers.csv") if row["rule"] == HERDS]
    (reason,) = json.loads(herds["reasons"])
    rule = load_rules()[HERDS]
    assert reason == as_data(missing_local(rule, rule.needs_local))
    assert (reason["rule"], tuple(reason["parameters"])) == (HERDS, rule.needs_local)
    assert reason["key"] == f"missing_local/{HERDS}/sheep_price,exempt_units"
    assert all(p.title.zh in reason["zh"] and p.title.en in reason["en"] for p in rule.parameters[:2])
