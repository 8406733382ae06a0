"""What a rule had before it to judge: where that was nothing its answer is not `none`, and it says why."""

from collections.abc import Sequence
from dataclasses import dataclass

from mingjian.screening.catalogue import Rule, Unjudged
from mingjian.screening.engine import Session
from mingjian.screening.obstacles import Obstacle, Why
from mingjian.wording import Text

NOTHING = "nothing"
"""The reason for a place of which the query says nothing, where the rule gives one."""


@dataclass(frozen=True)
class Looked:
    """What judged.sql says of a place: something was judged there, or why something was not, with a detail of it."""

    division: str
    unjudged: str | None
    detail: str | None


def look(connection: Session, rule: Rule) -> tuple[Looked, ...]:
    """What the rule's judged.sql says of every place, by the parameters in p; empty for a rule that has none."""
    if not rule.judged:
        return ()
    rows = connection.execute(
        f"SELECT DISTINCT division, unjudged, detail FROM (\n{rule.judged}\n) WHERE division IS NOT NULL ORDER BY ALL"
    ).fetchall()
    return tuple(Looked(*row) for row in rows)


def unjudged_at(
    rule: Rule, looked: Sequence[Looked], place: str
) -> tuple[tuple[Obstacle, ...], tuple[Obstacle, ...]]:
    """Why nothing was judged in a place (empty where something was), and what beside it was not judged."""
    if not rule.judged:
        return (), ()
    here = [row for row in looked if row.division.startswith(place)]
    given = {row.unjudged for row in here if row.unjudged is not None} or {NOTHING}
    reasons = [reason for reason in rule.unjudged if reason.id in given]
    if any(row.unjudged is None for row in here):
        return (), tuple(_in_words(reason, here) for reason in reasons if reason.is_told_beside)
    return tuple(_in_words(reason, here) for reason in reasons), ()


def _in_words(reason: Unjudged, here: Sequence[Looked]) -> Obstacle:
    details = dict.fromkeys(row.detail for row in here if row.unjudged == reason.id and row.detail)
    zh, en = "、".join(d for d in details if d), ", ".join(d for d in details if d)
    said = Text(reason.text.zh.replace("{detail}", zh), reason.text.en.replace("{detail}", en))
    # What a rule says of itself is known by its own words: rules that say the same of a place say it once.
    return Obstacle(f"{Why.NOTHING_TO_JUDGE}/{reason.id}/{said.zh}", "", said, Why.NOTHING_TO_JUDGE)
