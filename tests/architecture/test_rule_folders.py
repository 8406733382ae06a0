"""A rule is one folder of data: whole, in two languages, with examples; nothing of it is Python."""

import re
from pathlib import Path

import pytest
import yaml

from mingjian.screening.catalogue import FAMILIES, load_rules, parameter_titles
from mingjian.screening.examples import LOADER, examples_of
from mingjian.screening.judging import NOTHING
from mingjian.screening.reports.words import UNITS

RULES = Path(__file__).parents[2] / "src" / "mingjian" / "rules"
FOLDERS = sorted(path for path in RULES.iterdir() if path.is_dir() and path.name != "__pycache__")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_rule_folder_is_whole_and_holds_nothing_else(folder):
    rule = load_rules()[folder.name.replace("_", "-")]
    looking = {"judged.sql"} if rule.unjudged else set()
    assert {path.name for path in folder.iterdir()} == {"rule.toml", "rule.sql", "examples.yaml", *looking}
    assert rule.family in FAMILIES


@pytest.mark.parametrize("rule", [r for r in load_rules().values() if r.judged], ids=lambda rule: rule.id)
def test_examples_show_something_judged_and_every_reason_for_judging_nothing(rule):
    spoken = [example.judged for example in examples_of(rule) if example.judged is not None]
    shown = {word for judged in spoken for words in judged.values() for word in words}
    # Where the query says nothing of any place the example writes {}.
    shown |= {NOTHING for judged in spoken if not judged}
    assert shown - {NOTHING} == {"judged", *(reason.id for reason in rule.unjudged)} - {NOTHING}
    assert {NOTHING} & {reason.id for reason in rule.unjudged} <= shown


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_rule_has_a_hit_a_miss_and_a_lawful_exception(folder):
    examples = yaml.load((folder / "examples.yaml").read_text(encoding="utf-8"), Loader=LOADER)
    assert {"hit", "miss", "lawful"} <= {example["kind"] for example in examples}


@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_a_rule_speaks_both_languages_and_asks_before_it_accuses(rule):
    texts = [rule.title, rule.logic, *rule.known_gaps, *(p.source for p in rule.parameters)]
    texts += [reason.text for reason in rule.unjudged]
    texts += [text for innocent in rule.innocent for text in (innocent.reason, innocent.question)]
    assert rule.innocent
    assert [text for text in texts if not (re.search(r"[\u4e00-\u9fff]", text.zh) and text.en.strip())] == []
    assert "可能涉及" in rule.sentence
    assert "{open}" in rule.sentence


def test_every_unit_of_a_parameter_has_a_chinese_word_and_none_is_left_over():
    assert {p.unit for rule in load_rules().values() for p in rule.parameters} == set(UNITS)
    assert [word for word in UNITS.values() if not re.search(r"[\u4e00-\u9fff%]", word)] == []


@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_every_parameter_has_a_title_in_both_languages_and_no_two_of_a_rule_share_one(rule):
    titles = {parameter.name: parameter.title for parameter in rule.parameters}
    lacking = [name for name, title in titles.items() if not re.search(r"[\u4e00-\u9fff]", title.zh)]
    assert lacking == []
    assert [
        name for name, title in titles.items() if not re.search("[a-z]", title.en) or title.en == name
    ] == []
    assert len(set(titles.values())) == len(titles)


def test_no_title_is_left_of_a_parameter_that_is_none():
    own = {(rule.id, parameter.name) for rule in load_rules().values() for parameter in rule.parameters}
    titled = parameter_titles().keys()
    assert [key for key in titled if key[0] and key not in own] == []
    general = {name for rule, name in titled if not rule}
    named_alone = {name for rule, name in own if (rule, name) not in titled}
    assert general == named_alone  # a general title that no rule uses would be left over


def words_of(rule):
    """Everything that a rule says to a reader, in both languages."""
    texts = [rule.title, rule.logic, *rule.known_gaps, *(reason.text for reason in rule.unjudged)]
    texts += [text for innocent in rule.innocent for text in (innocent.reason, innocent.question)]
    texts += [text for parameter in rule.parameters for text in (parameter.title, parameter.source)]
    texts += [rule.ask] if rule.ask else []
    return [rule.sentence, rule.note.partition("编号 ")[0], *(said for text in texts for said in text)]


@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_the_words_of_a_rule_call_others_by_their_titles(rule):
    compound = "|".join(sorted(name for name in load_rules() if "-" in name))
    # A plain word may be meant as such; behind a word that points elsewhere it is the id of a rule.
    plain = "|".join(sorted(name for name in load_rules() if "-" not in name))
    known = re.compile(
        rf"(?<![\w-])(?:{compound})(?![\w-])|(?:见 ?|看 ?|see )'?(?:{plain})(?![\w-])", re.ASCII
    )
    assert [said for said in words_of(rule) if known.search(said)] == []


def test_rules_hold_no_python():
    assert [path.name for path in RULES.rglob("*.py") if path != RULES / "__init__.py"] == []
