"""Draft rules: folders outside the catalogue, read with care, to be run in shadow or tried against a live rule."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mingjian.screening.catalogue import Rule, load_rules, read_rule
from mingjian.screening.outsiders import faults
from mingjian.wording import Refusal, Text, of_system, of_toml


@dataclass(frozen=True)
class Draft:
    """One draft: its folder's name, and the rule, or why it cannot be run."""

    name: str
    rule: Rule | None
    fault: Text | None = None


def read_drafts(folder: Path) -> tuple[Draft, ...]:
    """Every draft in a folder of rule folders, or the one that the folder itself is.

    A draft that cannot be run is among them and says why. Raises Refusal where there is none.
    """
    folders = (
        [folder]
        if (folder / "rule.toml").is_file()
        else sorted(path.parent for path in folder.glob("*/rule.toml"))
    )
    if not folders:
        raise Refusal(
            f"{folder} 中没有规则文件夹（rule.toml 和 rule.sql）；请检查路径。",
            f"{folder} holds no rule folder (rule.toml and rule.sql); check the path.",
        )
    return tuple(_draft(each) for each in folders)


def _draft(folder: Path) -> Draft:
    try:
        return Draft(folder.name, read_draft(folder))
    except Refusal as refusal:
        return Draft(folder.name, None, refusal.text)


def read_draft(folder: Path) -> Rule:
    """The rule in a folder; Refusal where a file, a key or a word of its SQL is not what a rule may have."""
    try:
        rule = read_rule(folder)
    except FileNotFoundError as error:
        name = Path(str(error.filename)).name
        raise Refusal(f"{folder} 缺少 {name}；请补上。", f"{folder} has no {name}; add it.") from error
    except OSError as error:
        raise Refusal(
            f"无法读取 {folder}（{of_system(error).zh}）；请检查路径和权限。",
            f"{folder} cannot be read ({of_system(error).en}); check the path and its permissions.",
        ) from error
    except UnicodeDecodeError as error:
        raise Refusal(
            f"{folder} 中的规则文件不是 UTF-8 编码；请另存为 UTF-8。",
            f"A file of the rule in {folder} is not UTF-8; save it as UTF-8.",
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        said = of_toml(error) if isinstance(error, tomllib.TOMLDecodeError) else Text("层次太深", str(error))
        raise Refusal(
            f"{folder / 'rule.toml'} 不是有效的 TOML（UTF-8）：{said.zh}；请改正。",
            f"{folder / 'rule.toml'} is not valid TOML in UTF-8: {said.en}; correct it.",
        ) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refusal(
            f"{folder / 'rule.toml'} 缺少或写错了 {error}；各项含义见 docs/how-to/write-a-rule.md。",
            f"{folder / 'rule.toml'} lacks {error} or has it wrong; see docs/how-to/write-a-rule.md.",
        ) from error
    _refuse_unusable(folder, rule)
    return rule


def _refuse_unusable(folder: Path, rule: Rule) -> None:
    """Raise Refusal for what a rule may not have, and for one that builds on what is not there."""
    strange = faults(rule)
    if strange:
        raise Refusal(
            f"{folder} 中的规则不能运行：{strange[0]}；规则只能用一个 SELECT 和文档所列的表、函数、各项的写法，"
            "见 docs/how-to/write-a-rule.md。",
            f"The rule in {folder} cannot be run: {strange[0]}; a rule is one SELECT over the documented tables and "
            "functions, and its words are those of docs/how-to/write-a-rule.md.",
        )
    known = {word for each in load_rules().values() for word in (each.id, each.family)}
    named = set(rule.builds_on) - known
    if named or rule.is_guarded:
        raise Refusal(
            f"草案 {rule.id} 以不存在的规则（{'、'.join(sorted(named))}）或专管数据为基础，不能试行。",
            f"The draft {rule.id} builds on rules that are not there or on a custodian's table and cannot be tried.",
        )


def usable(drafts: Sequence[Draft]) -> tuple[Rule, ...]:
    """The rules of those drafts that can be run."""
    return tuple(draft.rule for draft in drafts if draft.rule)
