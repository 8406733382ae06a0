"""The tables of the findings."""

from mingjian.desk.findings.models.asking import Asked, Owed, Question
from mingjian.desk.findings.models.correcting import Correction, Corrections
from mingjian.desk.findings.models.findings import (
    LOOKING,
    LOOKING_ORGANS,
    Concern,
    Finding,
    FindingQuerySet,
    Handled,
    Named,
    Run,
)

__all__ = [
    "LOOKING",
    "LOOKING_ORGANS",
    "Asked",
    "Concern",
    "Correction",
    "Corrections",
    "Finding",
    "FindingQuerySet",
    "Handled",
    "Named",
    "Owed",
    "Question",
    "Run",
]
