"""What every command of the program promises: help with an example, one sentence for a refusal, an exit status."""

import errno
import json
import os
import re
import subprocess
import sys

import pytest

from mingjian import __version__
from mingjian.cli import COMMANDS, guarded, main, parser_for
from mingjian.cli.failures import sentence_for
from mingjian.wording import Refusal


def run(*words, **environment):
    """One process of the program."""
    return subprocess.run(
        [sys.executable, "-m", "mingjian", *words],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name, capsys):
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    shown = capsys.readouterr().out
    assert end.value.code == 0
    assert f"例：\n  mingjian {name}" in shown
    assert "--json" in shown
    assert "usage" not in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_speaks_english_to_who_asks_for_it(name, capsys, monkeypatch):
    monkeypatch.setenv("MINGJIAN_LANG", "en")
    with pytest.raises(SystemExit):
        main([name, "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: mingjian {name}")
    assert COMMANDS[name].about.en in shown


def test_the_overview_lists_every_command(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown and command.about.zh in shown for name, command in COMMANDS.items())


def test_the_overview_says_how_to_change_its_language_in_the_other_one(capsys, monkeypatch):
    main(["--help"])
    assert "In English: MINGJIAN_LANG=en" in capsys.readouterr().out
    monkeypatch.setenv("MINGJIAN_LANG", "en")
    main(["--help"])
    assert "中文：MINGJIAN_LANG=zh" in capsys.readouterr().out


def test_what_the_system_says_is_said_in_chinese_with_another_place_to_choose():
    said = sentence_for(OSError(errno.EROFS, os.strerror(errno.EROFS), "/mnt/a"))
    assert said.zh.startswith("无法读写 /mnt/a（该位置只读）")
    assert "--store、--out" in said.zh
    assert "Read-only file system" in said.en
    unknown = sentence_for(OSError(errno.EPIPE, os.strerror(errno.EPIPE), "/mnt/a"))
    assert os.strerror(errno.EPIPE) in unknown.zh


def test_a_rule_that_is_nearly_right_is_named(capsys):
    assert main(["rules", "deceased-pay"]) == 2
    assert "是否为 deceased-paid？" in capsys.readouterr().err


def test_no_command_at_all_shows_the_overview(capsys):
    assert main([]) == 0
    assert "mingjian check --help" in capsys.readouterr().out


def test_the_overview_loads_no_command():
    """Nothing but the table is needed to list the commands, so the answer comes at once."""
    script = (
        "import sys; from mingjian.cli import main; main(['--help']);"
        "print(*(m for m in sys.modules if m.startswith(('mingjian', 'duckdb', 'rich'))), sep=',', file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.strip().split(","))
    assert loaded == {
        "mingjian",
        "mingjian.wording",
        "mingjian.cli",
        "mingjian.cli.arguments",
        "mingjian.cli.failures",
    }


def test_the_version_is_printed(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"mingjian {__version__}\n"


def test_an_unknown_command_is_refused_and_the_nearest_one_named():
    done = run("scren", "data")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "没有“scren”这个命令；是否想用 mingjian screen？用 mingjian --help 查看全部命令。\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["check"], "缺少参数"),
        (["rules", "--colour"], "无法识别的参数 --colour"),
        (["screen", "data", "--as-of"], "--as-of 后面缺少取值"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_in_one_chinese_sentence(words, sentence, capsys):
    assert main(words) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.err.endswith(f"用 mingjian {words[0]} --help 查看用法。\n")
    assert len(said.err.splitlines()) == 1
    assert said.out == ""


def test_a_refusal_is_also_a_json_document_where_one_was_asked_for(capsys):
    assert main(["rules", "no-such-rule", "--json"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["error"].keys() == {"zh", "en"}
    assert "no-such-rule" in said.err


def test_an_option_typed_with_a_chinese_keyboard_is_understood(capsys):
    assert main(["rules", "——json"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)


def fail_with(error):
    def work():
        raise error

    return work


def test_a_refusal_ends_with_status_2(capsys):
    assert (
        guarded(fail_with(Refusal("缺少文件 a.csv；请补上。", "a.csv is missing; add it.")), as_json=False)
        == 2
    )
    assert capsys.readouterr().err == "缺少文件 a.csv；请补上。\n"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/data/x.parquet"), "磁盘已满：/data/x.parquet"),
        (RuntimeError("IO Error: Could not write file: No space left on device"), "磁盘已满；"),
        (PermissionError(errno.EACCES, "Permission denied", "/data/x.csv"), "无法读写 /data/x.csv"),
        (MemoryError(), "内存不足"),
        (KeyboardInterrupt(), "已按要求中断"),
        (RuntimeError("Query interrupted"), "已按要求中断"),
    ],
)
def test_what_stops_the_program_is_said_in_one_sentence(error, words, capsys):
    assert guarded(fail_with(error), as_json=False) == 3
    said = capsys.readouterr()
    assert words in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""


def test_an_error_of_the_program_shows_no_traceback_and_no_value_of_the_data(capsys):
    assert guarded(fail_with(KeyError("159901195001010011")), as_json=False) == 3
    said = capsys.readouterr().err
    assert "KeyError" in said
    assert "159901195001010011" not in said
    assert "Traceback" not in said


def test_whoever_looks_for_an_error_of_the_program_sees_its_traceback(capsys, monkeypatch):
    monkeypatch.setenv("MINGJIAN_DEBUG", "1")
    assert guarded(fail_with(KeyError("a value")), as_json=False) == 3
    assert "Traceback" in capsys.readouterr().err


def test_the_line_of_an_unexpected_error_is_named_as_module_and_number():
    with pytest.raises(KeyError) as raised:
        parser_for("no such command")
    assert re.search(r"KeyError, mingjian\.cli:\d+", sentence_for(raised.value).en)


def test_a_reader_that_stops_early_ends_the_program_quietly():
    line = f"{sys.executable} -m mingjian rules --json | head -c 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_what_is_written_is_for_its_owner_alone(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "死亡信息.csv").write_text(
        "身份证号,死亡日期\n159986194106159473,2024-03-12\n159986194106159473,2024-02-31\n", encoding="utf-8"
    )
    done = run("check", str(folder))
    written = list((tmp_path / "data.mingjian").rglob("*"))
    assert done.returncode == 1, done.stderr
    assert any("rejects" in path.parts for path in written)
    assert [path for path in written if path.stat().st_mode & 0o077] == []
