"""Masks hide the person, and the database masks as the program does."""

import duckdb
import pytest

from mingjian.privacy import masking
from mingjian.privacy.masking import Holds, mask_text, mask_values
from mingjian.privacy.scanning import Trace, find_traces

ID = "11010519491231002X"  # the example printed in GB 11643


@pytest.mark.parametrize(
    ("mask", "given", "shown"),
    [
        (masking.mask_id, ID, "110105********002X"),
        (masking.mask_id, "150423500101001", "150423********1001"),
        (masking.mask_id, "12345", "****"),
        (masking.mask_name, "张三", "张*"),
        (masking.mask_name, "阿拉腾图雅", "阿**"),
        (masking.mask_name, "王", "*"),
        (masking.mask_name, "", ""),
        (masking.mask_account, "6217000123456789012", "****9012"),
        (masking.mask_account, "12345", "****"),
        (masking.mask_phone, "13812345678", "138****5678"),
        (masking.mask_phone, "8212345", "****45"),
        (masking.mask_address, "某旗某苏木巴音嘎查三组12号", "某旗某苏木巴音嘎查***"),
        (masking.mask_address, "幸福街道光明路5号楼", "幸福街道***"),
        (masking.mask_address, "光明路5号楼301", "***"),
        (masking.mask_birth, "1950-01-01", "1950-**-**"),
        (masking.mask_number, "LSVAA4182E2184847", "****4847"),
    ],
)
def test_a_mask_keeps_only_what_an_office_needs_to_find_the_row(mask, given, shown):
    assert mask(given) == shown


@pytest.mark.parametrize("name", ["id", "name", "account", "phone", "address"])
def test_the_database_masks_as_the_program_does(name):
    mask, sql = getattr(masking, f"mask_{name}"), getattr(masking, f"mask_{name}_sql")
    numbers = [ID, "13812345678", "8212345", "123456789", "1234567890"]
    texts = [*numbers, "张三", "阿拉腾图雅", "王", "", "某旗巴音嘎查三组", "幸福街道5号", "光明路"]
    rows = duckdb.execute(f"SELECT t, {sql('t')} FROM (SELECT unnest(?) AS t)", [texts]).fetchall()
    assert rows == [(t, mask(t)) for t in texts]


def test_numbers_in_free_text_are_masked_and_the_text_stays():
    masked = mask_text(f"户主{ID}，电话13812345678，账号6217000123456789012，患病两年")
    assert masked == "户主110105********002X，电话138****5678，账号****9012，患病两年"
    assert {t.kind for t in find_traces(masked)} == {Trace.ILLNESS}


def test_a_row_of_evidence_is_masked_by_column_and_the_auditors_own_columns_by_their_heads():
    own = {"包保干部姓名": "李四四", "备注": f"见{ID}", "病种": "肝炎", "联系手机": "13812345678"}
    values = {"person_id": ID, "name": "张三", "paid": 300} | own
    assert mask_values(values, {"person_id": Holds.IDENTITY, "name": Holds.NAME}) == {
        "person_id": "110105********002X",
        "name": "张*",
        "paid": "300",
        "包保干部姓名": "李**",
        "备注": "见110105********002X",
        "病种": "***",
        "联系手机": "138****5678",
    }
