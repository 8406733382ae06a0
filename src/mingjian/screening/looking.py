"""What a screening would see of a snapshot, without running its rules: the blind-spot map by itself."""

from dataclasses import replace
from pathlib import Path

from mingjian.exchange.progress import Progress, silent
from mingjian.exchange.snapshots import Snapshot
from mingjian.screening.catalogue import Rule, open_rules
from mingjian.screening.coverage import Sight, map_of
from mingjian.screening.deciding import decide
from mingjian.screening.order import Order
from mingjian.screening.parameters import make_parameter_table, read_local_values
from mingjian.screening.reading import counts_working_days
from mingjian.screening.running import prepare, take_inventory
from mingjian.screening.workspace import session
from mingjian.wording import Text

# Where a county has filed no application is asked of the dossiers.
IN_DOSSIERS = frozenset({"applications", "steps"})


def look_around(
    snapshot: Snapshot, store: Path, order: Order, *, progress: Progress = silent
) -> tuple[Sight, ...]:
    """The blind-spot map of the snapshot for the rules and the place of the order.

    Raises Refusal where the place holds no household.
    """
    order = replace(order, rules=open_rules(order.rules))
    files = {name: table.path for name, table in snapshot.tables.items()}
    only_looking = replace(order, rules={rule.id: _only_looking(rule) for rule in order.rules.values()})
    with session(files, store, store) as connection:
        prepare(connection, snapshot, store, only_looking, progress)
        inventory = take_inventory(connection, snapshot)
        local_values = read_local_values(connection, order.rules.values())
        verdicts = []
        for number, rule in enumerate(order.rules.values()):
            progress(Text(f"规则 {rule.id} {rule.title.zh}", f"rule {rule.id}"), number, len(order.rules))
            make_parameter_table(connection, rule, local_values[rule.id], order.settings)
            verdicts += decide(connection, inventory, rule, order)
        return map_of(connection, inventory, verdicts)


def _only_looking(rule: Rule) -> Rule:
    """The rule as far as it must be prepared to say what it can decide: its own query is never run."""
    in_dossiers = any(need.partition(".")[0] in IN_DOSSIERS for need in rule.needs)
    words = "SELECT 1 AS nothing" + (" FROM dossiers" if in_dossiers else "")
    if counts_working_days(rule):
        words += " CROSS JOIN workdays" if in_dossiers else " FROM workdays"
    return replace(rule, sql=words, builds_on=())
