"""sources.toml: who provided each table, on what basis, for which places and days, and until when it is kept."""

import re
import tomllib
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from mingjian.exchange.divisions import significant
from mingjian.exchange.snapshots import Declared
from mingjian.exchange.standard import tables
from mingjian.wording import Refusal, of_toml

FILE = "sources.toml"
WORDS = ("provider", "basis", "purpose", "withheld")
Value = str | date | tuple[str, ...] | bool | None
# TOML wants quotation marks around a name in Chinese; nobody who fills the file in knows that.
TITLE = re.compile(r"^(\s*)\[\s*([^\x00-\x7f]+?)\s*\]", re.MULTILINE)
DAYS = ("keep_until", "from_day", "to_day", "extracted_on")


def read_declared(directory: Path) -> dict[str, Declared]:
    """What sources.toml in `directory` says per table (by its name or Chinese title); empty where there is none."""
    path = directory / FILE
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(TITLE.sub(r'\1["\2"]', _text(path)))
    except tomllib.TOMLDecodeError as error:
        said = of_toml(error)
        raise Refusal(
            f"{FILE} 不能读取：{said.zh}；请改正后重试。",
            f"{FILE} is not valid TOML: {said.en}; correct it and try again.",
        ) from None
    titles = {word: table.name for table in tables().values() for word in (table.name, table.zh)}
    return {_table(name, titles): _declared(name, said) for name, said in content.items()}


def _text(path: Path) -> str:
    """The text of the file in UTF-8, or in GB18030 as an editor of Windows may have saved it."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise Refusal(
        f"{FILE} 不是 UTF-8 文本；请用记事本另存为 UTF-8 后重试。",
        f"{FILE} is not text in UTF-8; save it as UTF-8 and try again.",
    )


def _table(name: str, titles: dict[str, str]) -> str:
    if name not in titles:
        raise Refusal(
            f"{FILE} 中的 [{name}] 不是数据标准中的表；请改用表名，如 [payments]。",
            f"[{name}] in {FILE} is no table of the standard; use its name, such as [payments].",
        )
    return titles[name]


def _declared(table: str, said: object) -> Declared:
    if not isinstance(said, dict):
        raise Refusal(
            f"{FILE} 中的 {table} 应为一节，如 [{table}]。",
            f"{table} in {FILE} must be a section, [{table}].",
        )
    return Declared(**{key: _value(table, key, value) for key, value in said.items()})  # type: ignore[arg-type]


def _value(table: str, key: str, value: object) -> Value:
    if key in WORDS and isinstance(value, str):
        return value.strip()
    if key in DAYS:
        return _day(table, key, value)
    if key == "divisions" and isinstance(value, list) and all(isinstance(code, str) for code in value):
        return tuple(significant(code.strip()) for code in value)
    if key == "complete" and isinstance(value, bool):
        return value
    raise _wrong(table, key, value)


def _day(table: str, key: str, value: object) -> date | None:
    if value == "":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _wrong(table, key, value) from None


def _wrong(table: str, key: str, value: object) -> Refusal:
    return Refusal(
        f"{FILE} 的 [{table}] 中 {key} = {value!r} 不能使用；"
        "可用：provider、basis、purpose、withheld（文字），keep_until、from_day、to_day、extracted_on（日期），"
        "divisions（代码列表），complete（true 或 false）。",
        f"{key} = {value!r} in [{table}] of {FILE} cannot be used; there are provider, basis, purpose, withheld "
        "(text), keep_until, from_day, to_day, extracted_on (days), divisions (a list of codes) and complete (true or "
        "false).",
    )
