"""The law room: the Measures, time limits, instruments, sanctions and working days as dated data, with look-ups."""

from mingjian.law.calendar import (
    Calendar,
    add_months,
    add_working_days,
    numbered_days,
    rolled,
    working_days_between,
)
from mingjian.law.calendar_file import official_calendar, read_calendar
from mingjian.law.duties import Duty, duties
from mingjian.law.instruments import Instrument, instrument, instruments_in_force
from mingjian.law.limits import Limit, due_on, limit, limits_in_force
from mingjian.law.measures import Element, Provision, circumstances, cites, elements, provision
from mingjian.law.procedures import Regime, regime
from mingjian.law.sanctions import catalogues_in_force, conduct_of

__all__ = [
    "Calendar",
    "Duty",
    "Element",
    "Instrument",
    "Limit",
    "Provision",
    "Regime",
    "add_months",
    "add_working_days",
    "catalogues_in_force",
    "circumstances",
    "cites",
    "conduct_of",
    "due_on",
    "duties",
    "elements",
    "instrument",
    "instruments_in_force",
    "limit",
    "limits_in_force",
    "numbered_days",
    "official_calendar",
    "provision",
    "read_calendar",
    "regime",
    "rolled",
    "working_days_between",
]
