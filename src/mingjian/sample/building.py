"""Building a sample: the base, the scenes played on it, the files, and the truth about what was planted."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb

from mingjian.exchange.custodian import COMPLAINANTS
from mingjian.exchange.progress import Progress
from mingjian.exchange.standard import Table, tables
from mingjian.sample.declaring import declare
from mingjian.sample.layouts import Format
from mingjian.sample.ledgers import ledger_rows
from mingjian.sample.nation import WHOLE, Share, demand_nation, provinces
from mingjian.sample.places import HOME, LARGEST_SEED, SCENES_PER_RULE, Ground, Scale, ground, number_of
from mingjian.sample.population import lay_rows, population, run_script, settle
from mingjian.sample.scene import Rows, Scene, Stage
from mingjian.sample.scenes import scenes
from mingjian.sample.when import Span, last_year, standard_span
from mingjian.sample.writing import Order, write_tables
from mingjian.screening.catalogue import load_rules
from mingjian.wording import Refusal, Text


@dataclass(frozen=True)
class Plan:
    """What to build: `households` None is the usual number of the scale; of a nation also a part."""

    scale: Scale = Scale.BANNER
    format: Format = Format.MIXED
    households: int | None = None
    seed: int = 1
    share: Share = WHOLE


@dataclass(frozen=True)
class Sample:
    """What was built: rows per table, the scenes that were planted, and those that only a custodian's table opens."""

    plan: Plan
    span: Span
    rows: dict[str, int]
    scenes: tuple[Scene, ...]
    guarded: tuple[Scene, ...] = ()

    @property
    def complainants(self) -> list[dict[str, object]]:
        """The custodian's table of the guarded scenes: it is never among the files of the sample."""
        return [row for scene in self.guarded for row in scene.rows.get(COMPLAINANTS, ())]


def build(directory: Path, plan: Plan, progress: Progress) -> Sample:
    """Write a sample into a new or empty folder; Refusal where the folder is not empty or the plan cannot be had."""
    if not 0 <= plan.seed <= LARGEST_SEED:
        raise Refusal(
            f"随机种子 {plan.seed} 不在 0 到 {LARGEST_SEED} 之间；请改写 --seed。",
            f"The seed {plan.seed} is not between 0 and {LARGEST_SEED}; change --seed.",
        )
    demand_nation(plan.scale, plan.share)
    if plan.scale is Scale.NATION:
        return _build_nation(directory, plan, progress)
    land, span = ground(plan.scale, plan.households, plan.seed), standard_span()
    _take_empty(directory)
    planted = tuple(scenes(stage_on(land, span, plan.seed)))
    with population(land, span, plan.seed) as database:
        settle(database, lambda done, total: progress(Text("生成家庭和登记", "making the base"), done, total))
        _bring_together(database, land, span, planted)
        order = Order.AS_MADE if plan.scale is Scale.REGION else Order.BY_KEY
        rows = write_tables(
            database, directory, plan.format, order, lambda *said: _tell_writing(progress, *said)
        )
    declare(directory, rows, (land.declared,), span)
    apart = guarded_rules()
    open_ = tuple(scene for scene in planted if scene.rule not in apart)
    return Sample(plan, span, rows, open_, tuple(scene for scene in planted if scene.rule in apart))


def _build_nation(directory: Path, plan: Plan, progress: Progress) -> Sample:
    """One province after the other, each into files of its own, so that memory is that of the largest; no scenes."""
    number_of(plan.scale, plan.households)
    _take_empty(directory)
    span, codes = last_year(), plan.share.provinces
    rows: Counter[str] = Counter()
    for done, (land, seed) in enumerate(provinces(plan.households, plan.share, plan.seed)):
        progress(Text(f"生成 {land.province} 省份", f"making province {land.province}"), done, len(codes))
        with population(land, span, seed) as database:
            settle(database, lambda *_: None)
            _bring_together(database, land, span, ())
            rows.update(
                write_tables(database, directory, plan.format, Order.AS_MADE, lambda *_: None, land.province)
            )
    declare(directory, rows, (HOME,), span)
    return Sample(plan, span, dict(rows), ())


def stage_on(land: Ground, span: Span, seed: int) -> Stage:
    """The stage that the ground and the months offer to the scenes."""
    return Stage(
        seed=seed,
        first_month=span.first_month,
        last_month=span.last_month,
        as_of=span.as_of,
        villages=land.scene_villages,
        empty_villages=land.empty_villages,
        empty_counties=land.empty_counties,
        per_rule=SCENES_PER_RULE[land.scale],
        trigger_months=span.trigger_months,
        spare_counties=land.spare_counties,
    )


def truth(sample: Sample) -> dict[str, object]:
    """What was planted, as one JSON object: every scene without its rows."""
    told = [
        {f.name: getattr(scene, f.name) for f in fields(scene) if f.name != "rows"} for scene in sample.scenes
    ]
    return {
        "seed": sample.plan.seed,
        "scale": sample.plan.scale.value,
        "as_of": sample.span.as_of.isoformat(),
        "scenes": told,
    }


def guarded_rules() -> frozenset[str]:
    """The rules that run apart and only when a custodian's table is given."""
    return frozenset(rule.id for rule in load_rules().values() if rule.is_guarded)


def write_complainants(path: Path, sample: Sample) -> None:
    """Write the custodian's table of the sample as CSV with Chinese heads, for its owner alone."""
    table = tables()[COMPLAINANTS]
    names = [column.name for column in table.columns]
    path.touch(mode=0o600)
    path.chmod(0o600)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.zh for column in table.columns])
        writer.writerows([row[name] for name in names] for row in sample.complainants)


def write_truth(path: Path, sample: Sample) -> None:
    """Write the truth beside the sample, never into its folder."""
    path.write_text(json.dumps(truth(sample), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _take_empty(directory: Path) -> None:
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refusal(
            f"{directory} 已存在且不是空文件夹；样例只写入新的或空的文件夹，请换一个名称。",
            f"{directory} exists and is not an empty folder; a sample needs a new or empty one, choose another.",
        )
    directory.mkdir(parents=True, exist_ok=True)


def _bring_together(
    database: duckdb.DuckDBPyConnection, land: Ground, span: Span, planted: Sequence[Scene]
) -> None:
    """Lay the scenes and the ledgers beside the base, and count the batches of both."""
    rows = gathered(scene.rows for scene in planted)
    rows.pop(COMPLAINANTS, None)
    lay_rows(database, "scene", rows)
    run_script(database, "money")
    lay_rows(database, "ledger", without_places_of(ledger_rows(land, span), rows))


def without_places_of(ledgers: Rows, scenes: Rows) -> Rows:
    """The ledgers without the rows of a table and place of which a scene brings its own."""
    return {
        table: [
            row
            for row in rows
            if row["division"] not in {own.get("division") for own in scenes.get(table, ())}
        ]
        for table, rows in ledgers.items()
    }


def gathered(rows: Iterable[Rows]) -> Rows:
    """The rows of many scenes by table; rows that two scenes share (an officer, a standard) are kept once."""
    all_rows: dict[str, dict[str, dict[str, object]]] = {}
    for given in rows:
        for table, entries in given.items():
            for entry in entries:
                all_rows.setdefault(table, {})[repr(sorted(entry.items(), key=lambda cell: cell[0]))] = entry
    return {table: list(entries.values()) for table, entries in all_rows.items()}


def _tell_writing(progress: Progress, table: Table, done: int, total: int) -> None:
    progress(Text(f"写出{table.zh}", f"writing {table.name}"), done, total)
