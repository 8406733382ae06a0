"""The days of a dossier as they stood on the day of the run: a step of a later day had not been taken."""

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
