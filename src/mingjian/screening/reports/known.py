"""What was known on the day of a decision, in words for a reader."""

from collections.abc import Mapping, Sequence
from typing import Any

from mingjian.screening.reports.owners import table_title
from mingjian.wording import Text

DECISIONS = {
    "grant": Text("批准保障", "the grant"),
    "application": Text("审批", "the decision"),
    "reply": Text("部门答复", "the department's reply"),
}
NO_DECISION = Text(
    "这条线索不针对某一个决定，或者批准之日没有登记，说不出当时可知什么。",
    "The finding is about no single decision, or the day of the grant is not on record; nothing is said of it.",
)
ASSUMED = Text(
    "，首次可查询日不明，按记载之日计", ", since when is not on record: the day that it describes is taken"
)


def known_words(known: Mapping[str, Any]) -> Text:
    """One sentence: what was visible on the day of the decision, and what came later."""
    decided = str(known.get("decided_on") or "")
    decision = DECISIONS.get(str(known.get("decision")))
    if not decided or decision is None:
        return NO_DECISION
    then, later = _listed(known.get("then") or ()), _listed(known.get("later") or ())
    nothing = Text("没有相关记录", "nothing")
    then, later = then or nothing, later or nothing
    return Text(
        f"{decided}{decision.zh}时已能查到：{then.zh}；其后才有：{later.zh}。",
        f"On {decided}, the day of {decision.en}, on record: {then.en}; later: {later.en}.",
    )


def _listed(entries: Sequence[Mapping[str, Any]]) -> Text | None:
    if not entries:
        return None
    said = [_entry(entry) for entry in entries]
    return Text("、".join(text.zh for text in said), ", ".join(text.en for text in said))


def _entry(entry: Mapping[str, Any]) -> Text:
    title, rows = table_title(str(entry["table"])), int(entry["rows"])
    first, last = str(entry["first"]), str(entry["last"])
    days = first if first == last else f"{first}至{last}"
    assumed = ASSUMED if entry.get("assumed") else Text("", "")
    return Text(
        f"{title.zh} {rows} 条（{days}{assumed.zh}）",
        f"{title.en} {rows} ({first}{'' if first == last else ' to ' + last}{assumed.en})",
    )
