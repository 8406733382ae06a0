"""accepted + rejected = read, always: duplicates, contradictions, broken records, and the line of each."""

import csv
import io

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mingjian.exchange.checking import check_folder

HEADER = "household_id,period,kind,due,paid,paid_on,batch_id,note"
GOOD = "H{0},2024-01,allowance,300,300,2024-01-08,B1,n"


def test_equal_rows_are_kept_once_and_the_other_names_the_first(write, check, only, rows, rejected):
    write("payments/a.csv", "\n".join([HEADER, GOOD.format(1), GOOD.format(2)]))
    write("payments/b.csv", "\n".join([HEADER, GOOD.format(2)]))
    result = check()
    assert (only(result).read, only(result).accepted) == (3, 2)
    assert rows(only(result), "household_id, source_file") == [("H1", 0), ("H2", 0)]
    assert "is the same as payments/a.csv:3" in rejected(result)


def test_rows_that_contradict_each_other_are_all_rejected_and_name_each_other(write, check, only):
    write("payments/a.csv", "\n".join([HEADER, GOOD.format(1), GOOD.format(2)]))
    write("payments/b.csv", "\n".join([HEADER, GOOD.format(2).replace("300,300", "300,200")]))
    result = check()
    assert (only(result).read, only(result).accepted) == (3, 1)
    assert "payments/b.csv:2" in (result.rejects / "payments/payments/a.csv").read_text()
    assert "payments/a.csv:3" in (result.rejects / "payments/payments/b.csv").read_text()


def test_an_empty_value_counts_as_a_value_in_a_key(write, check, only):
    write("payments.csv", "\n".join([HEADER, GOOD.format(1), GOOD.format(1).replace("B1", "")]))
    assert only(check()).accepted == 2
    write("payments.csv", "\n".join([HEADER, *[GOOD.format(1).replace("B1", "")] * 2]))
    assert only(check()).accepted == 1


def test_equal_rows_are_found_among_others_that_differ_only_in_the_end_of_their_key(write, check, only, rows):
    lines = [GOOD.format(1).replace("B1", f"B{n}") for n in (3, 1, 2, 4, 1, 3, 5)]
    write("payments.csv", "\n".join([HEADER, *lines, GOOD.format(2)]))
    table = only(check())
    assert (table.read, table.accepted) == (8, 6)
    assert rows(table, "source_row") == [(2,), (3,), (4,), (5,), (8,), (9,)]


def test_a_quote_without_its_partner_does_not_swallow_the_file(write, check, only, rows, rejected):
    lines = [
        HEADER,
        GOOD.format(1),
        'H2,2024-01,allowance,300,300,2024-01-08,"B1,n',
        *map(GOOD.format, (3, 4, 5)),
    ]
    write("payments.csv", "\n".join(lines))
    result = check()
    assert rows(only(result), "household_id, source_row") == [("H1", 2), ("H3", 4), ("H4", 5), ("H5", 6)]
    assert "quotation mark" in rejected(result)


def test_a_quoted_line_end_belongs_to_its_cell_and_later_rows_keep_their_lines(write, check, only, rows):
    write("payments.csv", "\n".join([HEADER, GOOD.format(1)[:-1] + '"一\n二\r\n三"', GOOD.format(2)]))
    assert rows(only(check()), "household_id, source_row, extra ->> 'note'") == [
        ("H1", 2, "一\n二\n三"),
        ("H2", 5, "n"),
    ]


def test_ragged_rows_nuls_and_long_rows_are_rejected_with_their_line(write, check, only, rows, rejected):
    long = GOOD.format(4)[:-1] + "长" * 4_000_000
    write(
        "payments.csv",
        "\n".join([HEADER, GOOD.format(1), "H2,2024-01", GOOD.format("3\0"), long, "", GOOD.format(5)]),
    )
    result = check()
    assert (only(result).read, only(result).accepted) == (5, 2)
    assert rows(only(result), "source_row") == [(2,), (7,)]
    lines = {row[-4]: row[-1] for row in csv.reader(io.StringIO(rejected(result)))}
    assert "2 cells" in lines["3"]
    assert "NUL" in lines["4"]
    assert "1 MiB" in lines["5"]


def test_lines_in_another_encoding_are_rejected_and_the_rest_is_read(write, check, only, rejected):
    lines = [HEADER, *(GOOD.format(n) + "汉字" for n in range(1, 5))]
    content = [line.encode() for line in lines]
    content[2] = lines[2].encode("gb18030")
    write("payments.csv", b"\n".join(content))
    result = check()
    assert (only(result).read, only(result).accepted, only(result).sources[0].encoding) == (4, 3, "UTF-8")
    assert "not valid UTF-8" in rejected(result)


def test_blank_lines_and_rows_of_empty_cells_are_no_records(write, check, only):
    write("payments.csv", "\n".join([HEADER, GOOD.format(1), "", ",,,,,,,", GOOD.format(2), "", ""]))
    assert (only(check()).read, only(check()).rejected) == (2, 0)


def test_corrected_rejects_can_be_sent_again(write, check, only, folder):
    write(
        "payments.csv",
        "\n".join([HEADER, GOOD.format(1), GOOD.format(2).replace("300,300", "300,-1")]).encode("gb18030"),
    )
    result = check()
    (path,) = result.tables[0].rejects
    write("payments.2.csv", b"")
    (folder / "payments.2.csv").unlink()
    corrected = path.read_bytes().replace(b"'-1", b"300", 1)
    write("payments/corrected.csv", corrected)
    again = only(check())
    assert (again.read, again.accepted, again.rejected) == (3, 2, 1)
    assert again.extra == ("note",)
    assert {source.encoding for source in again.sources} <= {"GB18030", "UTF-8"}


cells = st.one_of(
    st.sampled_from(
        [
            "H1",
            "H2",
            "2024-01",
            "2024-02",
            "allowance",
            "300",
            "-1",
            "",
            " ",
            '"',
            "a,b",
            "x\ny",
            "=1",
            "1E+17",
        ]
    ),
    st.text(max_size=6),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([["H1"] * 8, ["x\ny", *["H1"] * 6, "x\ny"]], "utf-8")
@given(st.lists(st.lists(cells, min_size=8, max_size=8), max_size=12), st.sampled_from(["utf-8", "gb18030"]))
def test_whatever_well_formed_rows_hold_their_number_is_read(tmp_path_factory, table, codec):
    place = tmp_path_factory.mktemp("balance")
    (place / "data").mkdir()
    table = [[cell.encode("utf-8", "replace").decode().replace("\0", "") for cell in row] for row in table]
    with (place / "data" / "payments.csv").open("w", encoding=codec, newline="") as file:
        csv.writer(file).writerows([HEADER.split(","), *table])
    (place / "data" / "sources.toml").write_text("[payments]")
    kept = check_folder(place / "data", place / "store").tables[0].snapshot
    assert kept is not None
    assert kept.accepted + kept.rejected == kept.read
    assert kept.read == sum(any(not _blank(cell) for cell in row) for row in table)


def _blank(cell):
    return not cell.strip(" \t\r\n\u3000\u00a0\ufeff\u200b")


def test_no_cell_of_a_rejects_file_is_a_formula(write, check):
    content = io.StringIO()
    csv.writer(content).writerows(
        [HEADER.split(","), ["H1", "x", '=HYPERLINK("x")', "@1", "+1", "-1", "\t=1", "=2"]]
    )
    write("payments.csv", content.getvalue())
    (path,) = check().tables[0].rejects
    with path.open(encoding="utf-8", newline="") as file:
        assert not any(
            cell.startswith(("=", "+", "-", "@", "\t")) for row in csv.reader(file) for cell in row
        )
