"""The days of a dossier: folded four to a number while the log is gathered, and as they stood on the day of the run."""

from datetime import date

STEPS = (
    "accepted", "check_requested", "check_replied", "surveyed", "neighbours_asked", "letters_sent", "appraised",
    "reviewed", "posted_first", "submitted", "spot_checked", "posted_second", "decided", "published", "notified",
    "referred", "archived",
)  # fmt: skip
# Steps that may be taken again: their last day stands beside the first.
REPEATED = (
    "check_requested", "surveyed", "appraised", "posted_first", "submitted", "posted_second", "decided", "published",
)  # fmt: skip
# A day in fifteen bits, counted from here; day 0 stands for none, and a day outside for one that cannot be folded.
DAY_ZERO, LAST_DAY = "DATE '1990-01-01'", "DATE '2079-09-18'"
BITS, IN_A_NUMBER = 15, 4
NUMBERS = "abcde"
POSTINGS = ("posted_first", "posted_second")
# Every step that has a place of its own; a supplement has none, so that a file with one is never taken for straight.
PLACES = (*STEPS, "applied")


def folding() -> dict[str, str]:
    """The slots of the fact step_days."""
    rows = ", ".join(f"('{step}', {', '.join(map(str, _weights(step)))})" for step in PLACES)
    return {
        "places": f"(VALUES {rows}, ('supplement', 0, 0, 0, 0, 0, 0)) AS v(step, a, b, c, d, e, f)",
        "day_zero": DAY_ZERO,
        "last_day": LAST_DAY,
        "filled_places": " + ".join(
            [f"({_part(step)} > 0)::INTEGER" for step in PLACES]
            + [f"({_until(step)} > 0)::INTEGER" for step in POSTINGS]
        ),
    }


def unfolding() -> dict[str, str]:
    """The slots of the fact dossiers: days counted for the files that went round, unfolded for the rest."""
    counted = [f"min(t.day) FILTER (t.step = '{step}') AS {step}_on" for step in STEPS]
    counted += [f"max(t.day) FILTER (t.step = '{step}') AS {step}_last_on" for step in REPEATED]
    made = [f"coalesce(r.{step}_on, {_day(_part(step))}) AS {step}_on" for step in STEPS]
    made += [f"r.{step}_last_on" for step in REPEATED]
    for step in POSTINGS:
        counted.append(f"max(t.until_day) FILTER (t.step = '{step}') AS {step}_until")
        counted.append(
            f"max(date_diff('day', t.day, t.until_day) + 1) FILTER (t.step = '{step}') AS {step}_days"
        )
        made.append(f"coalesce(r.{step}_until, {_day(_until(step))}) AS {step}_until")
        shown = f"nullif({_until(step)}, 0) - nullif({_part(step)}, 0) + 1"
        made.append(f"coalesce(r.{step}_days, {shown}) AS {step}_days")
    return {"days_counted": ",\n           ".join(counted), "days_made": ",\n       ".join(made)}


def _weights(step: str) -> tuple[int, ...]:
    """What the day of a step is multiplied by in each of the numbers a to e, and the end of a posting in f."""
    place, shift = divmod(PLACES.index(step), IN_A_NUMBER)
    days = tuple(1 << BITS * shift if at == place else 0 for at in range(len(NUMBERS)))
    return (*days, 1 << BITS * POSTINGS.index(step) if step in POSTINGS else 0)


def _part(step: str) -> str:
    place, shift = divmod(PLACES.index(step), IN_A_NUMBER)
    return f"((w.{NUMBERS[place]} >> {BITS * shift}) & {(1 << BITS) - 1})"


def _until(step: str) -> str:
    return f"((w.f >> {BITS * POSTINGS.index(step)}) & {(1 << BITS) - 1})"


def _day(part: str) -> str:
    return f"{DAY_ZERO} + nullif({part}, 0)::INTEGER"


def days_seen(as_of: date) -> str:
    """The select list of every day of a step, empty where it lies after as_of."""
    on = f"DATE '{as_of.isoformat()}'"
    first = [f"CASE WHEN {step}_on <= {on} THEN {step}_on END AS {step}_on" for step in STEPS]
    last = [
        f"CASE WHEN {step}_last_on <= {on} THEN {step}_last_on WHEN {step}_on <= {on} THEN {step}_on END "
        f"AS {step}_last_on"
        for step in REPEATED
    ]
    return ", ".join(first + last)


def days_as_made() -> str:
    """The same columns by name."""
    return ", ".join([f"{step}_on" for step in STEPS] + [f"{step}_last_on" for step in REPEATED])
