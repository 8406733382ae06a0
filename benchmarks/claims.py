"""What a measurement says beside what was promised: one row of the table of docs/explanation/performance.md."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True)
class Claim:
    """A figure, in words what it is a ratio of or its unit, and the promise; None where nothing is promised."""

    what: str
    figure: float
    unit: str
    bound: Literal["at most", "at least"] = "at most"
    promise: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the figure keeps the promise; None where there is none."""
        if self.promise is None:
            return None
        return self.figure <= self.promise if self.bound == "at most" else self.figure >= self.promise


def told(data: dict[str, object], claims: Sequence[Claim]) -> str:
    """The last line of what a measurement prints: its figures and its claims, as JSON."""
    return json.dumps({**data, "claims": [asdict(claim) for claim in claims]})


def read(line: str) -> list[Claim]:
    """The claims of such a line."""
    return [Claim(**claim) for claim in json.loads(line)["claims"]]


def table(claims: Iterable[Claim]) -> str:
    """The claims as Markdown."""
    rows = ["| measured | figure | promise | |", "|---|---|---|---|"]
    for claim in claims:
        promise = "" if claim.promise is None else f"{claim.bound} {claim.promise:g}"
        said = {True: "reached", False: "**not reached**", None: ""}[claim.reached]
        rows.append(f"| {claim.what} | {claim.figure:.2f} {claim.unit} | {promise} | {said} |")
    return "\n".join(rows)
