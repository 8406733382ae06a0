"""The kinds of documents: fixed wording filled from projections that have no identity columns."""

import re
from dataclasses import fields, is_dataclass
from datetime import date
from typing import get_args, get_type_hints

import pytest

from mingjian.desk.documents import composing, leaks
from mingjian.desk.documents.kinds import Grid, Passage, kind_of, kinds
from mingjian.desk.documents.projections import PROJECTIONS, OwedTable, OwedTables, restored, stored
from mingjian.desk.documents.sheets import Paragraph, Sheet, Table
from mingjian.law import instrument
from mingjian.law.instruments import Basis
from mingjian.wording import Refusal

DAY = date(2026, 11, 26)
IDENTIFYING = re.compile(
    r"id_?card|identity|person_id|account|phone|mobile|address|birth|health|illness|complain|name$"
)


def filled(projection):
    """An invented instance of a projection: a word or a day for every field."""
    return projection(**{name: value_of(wanted) for name, wanted in get_type_hints(projection).items()})


def value_of(wanted):
    if wanted is date:
        return date(2026, 12, 10)
    if wanted is int:
        return 3
    if is_dataclass(wanted):
        return filled(wanted)
    if get_args(wanted):
        return (value_of(get_args(wanted)[0]), value_of(get_args(wanted)[0]))
    return "一句话"


def composed(kind, said=None, on=DAY):
    said = said or filled(kind.projection)
    blocks = composing.body(kind, said, on=on)
    return Sheet("兴安盟民政局", "", composing.heading(kind, said), ["某单位"], blocks, on)


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.id)
def test_a_kind_is_filled_whole_and_leaves_no_gap(kind):
    text = composed(kind).text()
    assert "{" not in text
    assert "2026年12月10日" in text or "date" not in str(get_type_hints(kind.projection).values())


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.id)
def test_every_field_of_a_kind_has_a_label_and_is_used(kind):
    names = {each.name for each in fields(kind.projection)}
    wording = kind.heading + "".join(
        f"{{{p.each}}}{p.text}" if isinstance(p, Passage) else f"{{{p.field}}}" for p in kind.body
    )
    used = set(re.findall(r"\{(\w+)\}", wording))
    assert set(kind.fields) == names
    # The blue letter is the first one: it has no letters before it to name.
    assert names - used <= {"earlier"}


@pytest.mark.parametrize("projection", PROJECTIONS.values(), ids=lambda made: made.__name__)
def test_a_projection_has_no_column_that_tells_who_a_person_is(projection):
    seen, waiting = set(), [projection]
    while waiting:
        for name, wanted in get_type_hints(waiting.pop()).items():
            seen.add(name)
            waiting += [part for part in (wanted, *get_args(wanted)) if is_dataclass(part)]
    assert seen
    assert [name for name in seen if IDENTIFYING.search(name)] == []


@pytest.mark.parametrize("projection", PROJECTIONS.values(), ids=lambda made: made.__name__)
def test_a_projection_is_stored_and_restored_whole(projection):
    said = filled(projection)
    assert restored(projection, stored(said)) == said


def test_a_field_that_the_kind_does_not_have_is_refused():
    values = stored(filled(kind_of("hearing_letter").projection)) | {"phone": "1"}
    with pytest.raises(Refusal, match="phone"):
        restored(kind_of("hearing_letter").projection, values)


def test_a_missing_field_is_refused():
    with pytest.raises(Refusal, match=r"缺少.*facts"):
        restored(kind_of("hearing_letter").projection, {"matter": "HC-1"})


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.id)
def test_a_kind_cites_instruments_that_exist_and_are_in_force(kind):
    assert kind.basis
    assert any(instrument(basis.instrument).in_force(DAY) for basis in kind.basis)


def test_the_refusal_of_a_household_cites_the_procedure_of_its_day():
    kind = kind_of("refusal_notice")
    earlier, later = composed(kind, on=date(2020, 5, 1)).text(), composed(kind).text()
    assert "最低生活保障审核审批办法（试行）" in earlier
    assert "最低生活保障审核确认办法" not in earlier
    assert "最低生活保障审核确认办法》第二十一条" in later
    assert "审核审批办法" not in later


def test_an_instrument_that_is_dead_cannot_be_cited_alone():
    with pytest.raises(Refusal, match="没有现行有效的依据"):
        composing.basis_words([Basis("petitions-2005", "21")], on=DAY)


def test_a_limit_in_the_wording_is_that_of_the_day():
    assert "60日内依法申请行政复议" in composed(kind_of("stop_notice")).text()


def test_a_table_of_the_body_counts_its_rows():
    kind = kind_of("owed_tables")
    tables = (
        OwedTable("机动车登记", "2026年第三季度", DAY, "车辆"),
        OwedTable("婚姻登记", "2026年", DAY, "成员"),
    )
    blocks = composing.body(kind, OwedTables(DAY, tables, DAY), on=DAY)
    table = next(block for block in blocks if isinstance(block, Table))
    assert [row[:2] for row in table.rows] == [["1", "机动车登记"], ["2", "婚姻登记"]]
    assert any(isinstance(passage, Grid) for passage in kind.body)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("身份证15220119820314001X", "身份证号"),
        ("账号6217 0012 3456 7890 123", "银行账号"),
        ("电话13812345678", "电话号码"),
    ],
)
def test_a_document_with_personal_numbers_is_refused_and_the_number_is_not_repeated(written, what):
    bare = re.sub(r"\D", "", written)
    leaking = Sheet("某局", "", "通知", [], [Paragraph(written)], DAY)
    with pytest.raises(Refusal, match=what) as refused:
        leaks.refuse_personal_data(leaking)
    assert bare[:14] not in re.sub(r"\D", "", refused.value.text.zh)


def test_a_number_hidden_in_a_table_is_found():
    leaking = Sheet("某局", "", "清单", [], [Table(["户"], [["13812345678"]], [1])], DAY)
    with pytest.raises(Refusal):
        leaks.refuse_personal_data(leaking)


def test_a_document_without_personal_numbers_passes():
    for kind in kinds().values():
        leaks.refuse_personal_data(composed(kind))
