"""A screening run: facts, rules, answers and findings over one snapshot, written into a run folder."""

import resource
import time
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from mingjian.exchange.progress import Progress, silent
from mingjian.exchange.snapshots import Declared, Snapshot
from mingjian.exchange.standard import tables
from mingjian.screening import recording
from mingjian.screening.answers import Extract, Inventory
from mingjian.screening.assembling import assemble, leave_outside
from mingjian.screening.catalogue import Rule, in_running_order, open_rules
from mingjian.screening.coverage import Sight, map_of
from mingjian.screening.deciding import AnswerRow, Verdict, answer_rows, decide
from mingjian.screening.engine import Session
from mingjian.screening.evidence import collect_evidence
from mingjian.screening.facts import facts_version, keep_facts
from mingjian.screening.found import make_found_table, remember, show_found
from mingjian.screening.gathering import gather, make_gathering_tables
from mingjian.screening.hits import Hits, run_rule
from mingjian.screening.increments import Memory
from mingjian.screening.increments import remember as look_up
from mingjian.screening.order import Order
from mingjian.screening.outcomes import NOTHING, Past, look_back
from mingjian.screening.parameters import Unfollowed, make_parameter_table, read_local_values, unfollowed
from mingjian.screening.reading import counts_working_days, names_read
from mingjian.screening.scope import facts_behind, make_place_tables, make_views, month_index, settle_scope
from mingjian.screening.shadow import Shadow, run_drafts, write_shadows
from mingjian.screening.workdays import make_workday_table
from mingjian.wording import Text

# Facts that every run needs, for places, answers and sentences.
ALWAYS = ("places", "calendar", "households", "members", "grants", "pay", "batches", "hubs", "county_pay")


@dataclass(frozen=True)
class Outcome:
    """What a run did: where it is, and its figures as they stand in run.json."""

    folder: Path
    findings: int
    cannot_decide: int
    facts_built: tuple[str, ...]
    seconds: float
    unfollowed: tuple[Unfollowed, ...] = ()
    shadows: tuple[Shadow, ...] = ()


@dataclass(frozen=True)
class Found:
    """What the rules of a run found, still in its session: their answers, seconds by rule, the facts built for it."""

    answers: tuple[AnswerRow, ...]
    seconds: Mapping[str, float]
    facts_built: tuple[str, ...]
    sights: tuple[Sight, ...] = ()
    shadows: tuple[Shadow, ...] = ()
    past: Past = NOTHING
    memory: Memory | None = None


@dataclass(frozen=True)
class Ran:
    """What came of running rules: their answers, the hits that touch the scope, seconds by rule, verdict by place."""

    answers: list[AnswerRow]
    hits: list[Hits]
    seconds: dict[str, float]
    verdicts: list[Verdict]


def screen(
    snapshot: Snapshot, store: Path, order: Order, out: Path, *, progress: Progress = silent
) -> Outcome:
    """Run the ordered rules over the snapshot and write findings, answers and run.json into `out`.

    Guarded rules are left out: they run apart. Raises Refusal where the scope holds nothing or a local rule cannot
    be read.
    """
    started = time.perf_counter()
    order = replace(order, rules=open_rules(order.rules))
    files = {name: table.path for name, table in snapshot.tables.items()}
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    with order.engine.session(files, store, out) as connection:
        found = find(connection, snapshot, store, order, progress)
        progress(Text("写出结果", "writing results"), 0, 0)
        recording.write_coverage(found.sights, out)
        return record(connection, snapshot, order, found, started, out)


def find(
    connection: Session,
    snapshot: Snapshot,
    store: Path,
    order: Order,
    progress: Progress,
    beside: Mapping[str, int] = MappingProxyType({}),
) -> Found:
    """Run the ordered rules in a session and leave what they found in its tables finding, month_sum and note.

    `beside` counts the rows of tables that the session holds without the snapshot knowing of them.
    """
    memory = look_up(snapshot, store, facts_of(order), order) if order.is_incremental else None
    built = prepare(connection, snapshot, store, order, progress)
    inventory = take_inventory(connection, snapshot, beside)
    ran = run_rules(connection, inventory, order, progress, memory)
    shadows = run_drafts(connection, inventory, order, ran.hits)
    sources = {n: [(s.path, s.sheet) for s in t.sources] for n, t in snapshot.tables.items()}
    progress(Text("取证据", "fetching evidence"), 0, 0)
    collect_evidence(connection, [hits for hits in ran.hits if not hits.are_notes], sources)
    assemble(connection, ran.hits, snapshot.id, order.voice)
    sights = map_of(connection, inventory, ran.verdicts)
    past = look_back(connection, order.rules, store)
    return Found(tuple(ran.answers), ran.seconds, built, sights, shadows, past, memory)


def record(
    connection: Session,
    snapshot: Snapshot,
    order: Order,
    found: Found,
    started: float,
    out: Path,
) -> Outcome:
    """Write what was found into the files of a run folder; `started` is the reading of the clock at the beginning."""
    count = recording.write_findings(connection, out)
    recording.write_answers(found.answers, out)
    loose = unfollowed(connection, order.rules.values(), order.scope.division)
    recording.write_notes(connection, order.rules, loose, found.past, out)
    recording.write_snoozes(found.past.snoozes, out)
    write_shadows(connection, found.shadows, out)
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    beside = recording.Beside(found.past.records, found.shadows, loose, found.memory)
    if found.memory:
        found.memory.tidy()
    recording.write_run(snapshot, order, found.seconds, recording.Effort(took, peak), beside, out)
    undecided = sum(answer.answer == "cannot_decide" for answer in found.answers)
    return Outcome(out, count, undecided, found.facts_built, took, loose, found.shadows)


def prepare(
    connection: Session, snapshot: Snapshot, store: Path, order: Order, progress: Progress
) -> tuple[str, ...]:
    """Make every table that the ordered rules read; returns the facts that had to be built."""
    rules = (*in_running_order(order.rules, order.drafts), *order.drafts)
    names = needed_names(rules)
    facts = facts_behind((*ALWAYS, *names))
    folder = store / "facts" / f"{snapshot.id}-{facts_version()}{order.engine.mark}"
    built = keep_facts(
        connection,
        facts,
        folder,
        lambda name: progress(Text(f"准备数据 {name}", f"preparing {name}"), 0, 0),
        in_order=order.engine.keeps_order,
    )
    make_place_tables(connection)
    settle_scope(connection, order.scope)
    make_run_tables(connection, order.as_of)
    if any(map(counts_working_days, rules)):
        make_workday_table(connection, order.calendar)
    make_extract_table(connection, snapshot.declared)
    make_found_table(connection)
    make_views(connection, tuple(names), order.as_of, order.scope)
    return built


def facts_of(order: Order) -> tuple[str, ...]:
    """The facts that a run of the order needs."""
    rules = (*in_running_order(order.rules, order.drafts), *order.drafts)
    return facts_behind((*ALWAYS, *needed_names(rules)))


def needed_names(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The tables that the rules read, views before those that read them."""
    found: dict[str, None] = {}
    for rule in rules:
        for name in names_read(rule):
            found.setdefault(name)
    if "benefits" in found:
        found = dict.fromkeys(("calendar", "pay", "households", "grants", *found))
        found.pop("benefits")
        found["benefits"] = None
    if any(name.startswith("recipient_") or name == "checks" for name in found):
        found = dict.fromkeys(("members", *found))
    if "steps" in found:
        found = dict.fromkeys(("dossiers", *found))
    return tuple(found)


def make_run_tables(connection: Session, as_of: date) -> None:
    """Make run(as_of, as_of_m, first_m, last_m): one row; the months are those in which allowance was paid."""
    connection.execute(
        "CREATE TEMP TABLE run AS SELECT ?::DATE AS as_of, ?::INTEGER AS as_of_m, "
        "min(k.m) AS first_m, max(k.m) AS last_m FROM kept.county_pay AS k WHERE k.kind = 'allowance' AND k.m <= ?",
        [as_of, month_index(as_of), month_index(as_of)],
    )


def make_extract_table(connection: Session, declared: Mapping[str, Declared]) -> None:
    """Make extracts(table_name, division, complete, from_day, to_day) from sources.toml; '' stands for everywhere."""
    connection.execute(
        "CREATE TEMP TABLE extracts "
        "(table_name VARCHAR, division VARCHAR, complete BOOLEAN, from_day DATE, to_day DATE)"
    )
    for name, said in declared.items():
        for division in said.divisions or ("",):
            row = [name, division, said.complete, said.from_day, said.to_day]
            connection.execute("INSERT INTO extracts VALUES (?, ?, ?, ?, ?)", row)


def take_inventory(
    connection: Session,
    snapshot: Snapshot,
    beside: Mapping[str, int] = MappingProxyType({}),
) -> Inventory:
    """What the snapshot holds, and the session beside it, as the three answers need it."""
    rows = {name: table.accepted for name, table in snapshot.tables.items()} | dict(beside)
    present = {name: table.present for name, table in snapshot.tables.items()}
    present |= {name: tuple(column.name for column in tables()[name].columns) for name in beside}
    extracts = {n: _extract(d) for n, d in snapshot.declared.items()}
    # A table whose every row was rejected was given all the same: who is asked for it again must be told so.
    rejected = {name for name, table in snapshot.tables.items() if table.read and not table.accepted}
    return Inventory(connection, rows, present, extracts, {*snapshot.refused, *rejected})


def _extract(said: Declared) -> Extract:
    complete = (said.divisions or ("",)) if said.complete else ()
    return Extract(said.to_day, said.provider, complete, said.withheld)


def run_rules(
    connection: Session,
    inventory: Inventory,
    order: Order,
    progress: Progress,
    memory: Memory | None = None,
) -> Ran:
    """Run every rule in a prepared session; with a memory only those whose rows are not what they were."""
    make_gathering_tables(connection)
    ran = Ran([], [], {}, [])
    verdicts: dict[str, Sequence[Verdict]] = {}
    everything = in_running_order(order.rules, order.drafts)
    local_values = read_local_values(connection, everything)
    read_by_others = built_upon((*everything, *order.drafts))
    waiting: list[Hits] = []
    for number, rule in enumerate(everything):
        progress(Text(f"规则“{rule.title.zh}”", f"rule '{rule.title.en}'"), number, len(everything))
        before = time.perf_counter()
        if rule.builds_on:
            waiting = settle_waiting(connection, waiting, read_by_others)
        show_found(connection, rule)
        make_parameter_table(connection, rule, local_values[rule.id], order.settings)
        verdicts[rule.id] = decide(connection, inventory, rule, order)
        if any(not v.obstacles for v in verdicts[rule.id]):
            run_one = memory.hits_of if memory else run_rule
            hits = run_one(connection, rule, number)
            waiting += hits
            ran.hits.extend(hits if rule.id in order.rules else ())
        ran.seconds[rule.id] = time.perf_counter() - before
    settle_waiting(connection, waiting, read_by_others)
    leave_outside(connection, order.scope)
    counts = recording.count_by_place(connection, [hits for hits in ran.hits if not hits.are_notes])
    for rule in (rule for rule in everything if rule.id in order.rules):
        ran.answers.extend(answer_rows(rule, verdicts[rule.id], counts.get(rule.id, {})))
        ran.verdicts.extend(verdicts[rule.id])
    progress(Text("规则运行完毕", "rules done"), len(everything), len(everything))
    return ran


def settle_waiting(
    connection: Session, waiting: Sequence[Hits], read_by_others: Container[str]
) -> list[Hits]:
    """Gather hits, and remember the findings of rules that others read; none wait any longer."""
    gather(connection, waiting)
    remember(connection, [h for h in waiting if h.rule.id in read_by_others and not h.are_notes])
    return []


def run_in_turn(connection: Session, rules: Sequence[Rule], order: Order) -> tuple[Hits, ...]:
    """Run rules in their order, each after the findings of those before it; the gathered hits of the last one."""
    make_gathering_tables(connection)
    local_values = read_local_values(connection, rules)
    hits: tuple[Hits, ...] = ()
    for number, rule in enumerate(rules):
        show_found(connection, rule)
        make_parameter_table(connection, rule, local_values[rule.id], order.settings)
        hits = run_rule(connection, rule, number)
        settle_waiting(connection, hits, {rule.id})
    return hits


def built_upon(rules: Iterable[Rule]) -> frozenset[str]:
    """The ids of those rules whose findings another of them reads."""
    every = tuple(rules)
    words = {word for rule in every for word in rule.builds_on}
    return frozenset(rule.id for rule in every if words & {rule.id, rule.family})
