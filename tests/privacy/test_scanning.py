"""The scanner finds what gives a person away and leaves office numbers alone."""

from itertools import pairwise

import pytest

from mingjian.privacy.scanning import Trace, find_numbers, find_traces, is_identity, passes_luhn


def with_check(body):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


VALID = with_check("15990119500101001")
DAMAGED = VALID[:17] + ("0" if VALID[17] != "0" else "1")
CARD = next(c for c in (f"621700012345678901{d}" for d in range(10)) if passes_luhn(c))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (f"身份证号{VALID}，", Trace.IDENTITY, VALID),
        (f"id={VALID[:6]} {VALID[6:14]} {VALID[14:]}.", Trace.IDENTITY, VALID),
        (VALID.translate(str.maketrans("0123456789", "０１２３４５６７８９")), Trace.IDENTITY, VALID),
        ("旧证150423500101001", Trace.IDENTITY, "150423500101001"),
        (DAMAGED, Trace.DAMAGED_IDENTITY, DAMAGED),
        (f"卡 {CARD}", Trace.ACCOUNT, CARD),
        ("存折账号：050012345678901", Trace.ACCOUNT, "050012345678901"),
        ("手机13812345678", Trace.PHONE, "13812345678"),
        ("+86 138-1234-5678", Trace.PHONE, "13812345678"),
        ("电话：0479-8212345", Trace.PHONE, "04798212345"),
        ("因患病致贫", Trace.ILLNESS, "患病"),
        ("精神残疾二级", Trace.ILLNESS, "精神残疾"),
    ],
)
def test_a_trace_of_a_person_is_found_with_its_place(text, kind, value):
    found = find_traces(text)
    assert [(f.kind, f.value) for f in found] == [(kind, value)]
    assert 0 <= found[0].start < found[0].end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "150423100201",
        "2024-03-01",
        "1234.50",
        "202403050001",
        "第八条第（五）项",
        "12345678901234567",
        "99138123456789",
    ],
)
def test_office_numbers_dates_and_sums_are_no_traces(text):
    assert find_traces(text) == []


def test_several_traces_come_in_order_without_overlaps():
    text = f"{VALID}、13812345678、{CARD}"
    found = find_traces(text)
    assert [f.kind for f in found] == [Trace.IDENTITY, Trace.PHONE, Trace.ACCOUNT]
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_file_is_scanned_line_by_line_for_numbers():
    found = list(find_numbers(["没有", f"有{VALID}", "癌症"]))
    assert [(line, trace.value) for line, trace in found] == [(2, VALID)]


def test_an_identity_number_needs_a_real_birth_date_and_the_right_check_character():
    assert is_identity(VALID)
    assert is_identity(with_check("15990119500228001"))
    assert not is_identity(with_check("15990119500230001"))
    assert not is_identity(DAMAGED)
    assert not is_identity("１" + VALID[1:])
