"""What is asked of a screening run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mingjian.law.calendar import Calendar
from mingjian.law.calendar_file import official_calendar
from mingjian.screening.catalogue import Rule
from mingjian.screening.engine import ON_THIS_MACHINE, Engine
from mingjian.screening.parameters import Settings
from mingjian.screening.scope import WHOLE, Scope
from mingjian.screening.sentences import MASKED, Voice


@dataclass(frozen=True)
class Order:
    """The rules to run, the day the data are judged on, the places, what --set and --reveal say, the working days.

    `drafts` run in shadow: beside the rules, and in none of their results. An incremental run takes over what earlier
    ones kept in the store.
    """

    as_of: date
    rules: Mapping[str, Rule]
    scope: Scope = WHOLE
    settings: Settings = field(default_factory=dict)
    voice: Voice = MASKED
    calendar: Calendar = field(default_factory=official_calendar)
    drafts: tuple[Rule, ...] = ()
    is_incremental: bool = False
    engine: Engine = ON_THIS_MACHINE
