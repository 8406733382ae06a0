"""Runs the finding of a bundle again over nothing but the bundle, and says the same or what differs."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from mingjian import __version__
from mingjian.exchange.snapshots import Declared, Snapshot, SourceFile, TableSnapshot
from mingjian.exchange.standard import tables
from mingjian.privacy.masking import Disclosure
from mingjian.screening.bundles import packing
from mingjian.screening.bundles.making import VOICES, found_again
from mingjian.screening.bundles.replaying import ABOUT_THE_FINDING, Told
from mingjian.screening.catalogue import Rule, load_rules, read_rule
from mingjian.screening.facts import facts_version
from mingjian.screening.hits import BrokenRule
from mingjian.screening.order import Order
from mingjian.screening.outsiders import faults
from mingjian.wording import Refusal, Text

# What is told of these is that they differ, not how.
NAMING_PERSONS = ("finding_id", "subject_id", "explanation")
RULE_FILES = ("rule.toml", "rule.sql", "judged.sql")


@dataclass(frozen=True)
class Verdict:
    """What became of a bundle: what was changed in the file, what comes out otherwise, and what is worth knowing."""

    manifest: Mapping[str, Any]
    seal: str
    changed: tuple[Text, ...]
    different: tuple[Text, ...]
    notes: tuple[Text, ...]

    @property
    def is_same(self) -> bool:
        """Whether the file is as it was sealed and the finding comes out the same."""
        return not self.changed and not self.different


def verify(path: Path) -> Verdict:
    """Run the finding of a bundle again. Raises Refusal for a file that is no bundle or whose rule may not be run."""
    if not path.is_file():
        raise Refusal(f"找不到文件 {path}；请检查路径。", f"There is no file {path}; check the path.")
    manifest, members, changed = packing.unpacked(path)
    seal = packing.seal_of(path.read_bytes())
    if changed:
        # What was changed is not run: neither its rows nor the text of its rule can be trusted.
        return Verdict(manifest, seal, changed, (), ())
    try:
        _demand_shape(manifest)
        with tempfile.TemporaryDirectory(prefix="mingjian-verify-") as name:
            return _run_again(manifest, members, seal, Path(name))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, StopIteration, OSError) as error:
        raise Refusal(
            f"{path} 缺少核验所需的内容，或者内容不合格式（{type(error).__name__}）；请向出具单位重新索取。",
            f"{path} lacks what verifying needs or holds something else ({type(error).__name__}); ask for it again.",
        ) from error


def _run_again(manifest: Mapping[str, Any], members: Mapping[str, bytes], seal: str, folder: Path) -> Verdict:
    rules = _rules(manifest, members, folder)
    snapshot = _snapshot(manifest, members, folder)
    order = Order(
        date.fromisoformat(manifest["as_of"]),
        {r.id: r for r in rules},
        settings=_settings(manifest),
        voice=VOICES[Disclosure(manifest["disclosure"])],
    )
    notes = tuple(_notes(manifest, rules))
    try:
        again = found_again(snapshot, folder, order, rules)
    except (duckdb.Error, BrokenRule) as error:
        return Verdict(manifest, seal, (), (_not_run(error),), notes)
    told = manifest["finding"]
    return Verdict(manifest, seal, (), tuple(differences(told, again.get(told["finding_id"]))), notes)


def _demand_shape(manifest: Mapping[str, Any]) -> None:
    """Raise KeyError, TypeError or ValueError where the finding is not told as findings are.

    A forger may have sealed anything at all; what is read of the rest is looked at where it is read.
    """
    finding = manifest["finding"]
    texts = [finding[name] for name in ABOUT_THE_FINDING]
    if not all(isinstance(text, str) for text in texts) or finding["rule"] not in manifest["rules"]:
        raise ValueError("finding")
    evidence = finding["evidence"]
    if not isinstance(evidence["rows"], list) or not isinstance(finding["months"], dict):
        raise TypeError("evidence")


def differences(told: Told, found: Told | None) -> Iterator[Text]:
    """What of a finding comes out otherwise, by name."""
    if found is None:
        yield Text("重新运行没有得出这条线索", "run again, the finding does not come out")
        return
    for name in sorted({*told, *found}):
        if told.get(name) == found.get(name) or name == "evidence":
            continue
        if name in NAMING_PERSONS:
            yield Text(f"{name} 不同", f"{name} differs")
        else:
            yield Text(
                f"{_plain(name)}：包中为 {_plain(told.get(name))}，重新运行为 {_plain(found.get(name))}",
                f"{_plain(name)}: {_plain(told.get(name))} in the bundle, {_plain(found.get(name))} when run again",
            )
    kept, made = told.get("evidence", {}), found.get("evidence", {})
    for part in ("rows", "values", "more", "known"):
        if kept.get(part) != made.get(part):
            yield Text(f"依据（evidence.{part}）与包中不同", f"evidence.{part} is not that of the bundle")


def _plain(value: object) -> str:
    """What a stranger wrote, as it may stand on a screen: 200 characters at most, none that moves the cursor."""
    return "".join(letter for letter in str(value)[:200] if letter.isprintable())


def _not_run(error: duckdb.Error | BrokenRule) -> Text:
    return Text(
        f"规则在本机不能运行（{type(error).__name__}）；请用 manifest.json 所列的版本核验",
        f"the rule cannot be run here ({type(error).__name__}); verify with the version that the manifest names",
    )


def _rules(manifest: Mapping[str, Any], members: Mapping[str, bytes], folder: Path) -> tuple[Rule, ...]:
    """The rules of a bundle in their order; a text that does more than a rule may is never run."""
    rules: list[Rule] = []
    for name in manifest["rules"]:
        place = folder / "rules" / str(len(rules))
        place.mkdir(parents=True)
        for file in RULE_FILES:
            if f"rules/{name}/{file}" in members:
                (place / file).write_bytes(members[f"rules/{name}/{file}"])
        rule = read_rule(place)
        strange = faults(rule)
        if rule.id != name:
            raise ValueError(name)
        if strange:
            raise Refusal(
                f"包中规则 {name} 的文字超出了规则的写法（{strange[0]}），没有运行。",
                f"The text of rule {name} in the bundle does what no rule may ({strange[0]}); it was not run.",
            )
        rules.append(rule)
    # The manifest is written with its keys in order; the rule of the finding comes last.
    own = manifest["finding"]["rule"]
    return tuple(sorted(rules, key=lambda rule: (rule.id == own, manifest["order"].index(rule.id))))


def _snapshot(manifest: Mapping[str, Any], members: Mapping[str, bytes], folder: Path) -> Snapshot:
    held = {}
    for name, said in manifest["tables"].items():
        if name not in tables():
            continue
        path = folder / f"{name}.parquet"
        if f"rows/{name}.parquet" in members:
            path.write_bytes(members[f"rows/{name}.parquet"])
            sources = tuple(SourceFile(file, sheet, "", "", 0) for file, sheet in said["sources"])
            held[name] = TableSnapshot(
                name,
                path,
                said["snapshot_hash"],
                said["rows"],
                said["rows"],
                0,
                sources,
                tuple(said["present"]),
                (),
            )
    declared = {name: _declared(said) for name, said in manifest["declared"].items()}
    return Snapshot("bundle", held, declared, ())


def _declared(said: Mapping[str, Any]) -> Declared:
    first, last = (date.fromisoformat(said[key]) if said[key] else None for key in ("from_day", "to_day"))
    return Declared(
        provider=said["provider"],
        divisions=tuple(said["divisions"]),
        complete=said["complete"],
        from_day=first,
        to_day=last,
    )


def _settings(manifest: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    found = {}
    for name, value in manifest["settings"].items():
        rule, _, parameter = name.partition(".")
        found[rule, parameter] = value
    return found


def _notes(manifest: Mapping[str, Any], rules: tuple[Rule, ...]) -> Iterator[Text]:
    """What is not the same here as where the bundle was made, though the result may be."""
    for name, here in (
        ("program_version", __version__),
        ("engine", f"duckdb {duckdb.__version__}"),
        ("facts_version", facts_version()),
    ):
        if manifest[name] != here:
            yield Text(
                f"{name}：写出时 {manifest[name]}，本机 {here}",
                f"{name}: {manifest[name]} when made, {here} here",
            )
    for rule in rules:
        own = load_rules().get(rule.id)
        if own is None or own.version != rule.version:
            here = own.version if own else "—"
            yield Text(
                f"规则 {rule.id}：包中版本 {rule.version}，本机 {here}；核验用的是包中的文字",
                f"rule {rule.id}: version {rule.version} in the bundle, {here} here; the text of the bundle was run",
            )
