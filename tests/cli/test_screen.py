"""What `mingjian screen` makes of the words on its line."""

import pytest

from mingjian.cli import main
from mingjian.cli.screen import a_day, a_place
from mingjian.wording import Refusal


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", ""),
        ("150423", "150423"),
        ("150400", "1504"),
        ("150000", "15"),
        ("150423100000", "150423100"),
        ("152530", "152530"),
    ],
)
def test_only_whole_groups_of_zeros_are_padding(typed: str, code: str) -> None:
    assert a_place(typed) == code


@pytest.mark.parametrize("typed", ["15042", "1504231", "赤峰", "-1", "1504231002011"])
def test_what_is_no_division_code_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        a_place(typed)


def test_a_day_is_read_or_refused() -> None:
    assert a_day("20260301").isoformat() == "2026-03-01"
    with pytest.raises(Refusal, match="13-01"):
        a_day("2026-13-01")


def test_results_do_not_go_into_the_folder_of_data(tmp_path, capsys) -> None:
    assert main(["screen", str(tmp_path), "--out", str(tmp_path / "results")]) == 2
    assert "results" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
