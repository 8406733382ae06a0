"""Measure recall and precision of every rule on the samples that the tests use, for docs/reference/catalogue.md.

python tools/measure_accuracy.py docs/reference/accuracy.json
"""

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from mingjian.exchange.progress import silent
from mingjian.sample.building import Plan
from mingjian.sample.places import Scale
from mingjian.sample.proving import Proof, prove_plan
from mingjian.screening.catalogue import load_rules

SEEDS = (1, 2, 3)
PLANS = [Plan(scale, seed=seed) for scale in (Scale.VILLAGE, Scale.BANNER) for seed in SEEDS]


def main() -> None:
    """Prove every plan and write the sums, with the version of each rule that was measured."""
    total = Proof({}, {})
    for plan in PLANS:
        print(f"{plan.scale} {plan.seed}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as place:
            total += prove_plan(plan, Path(place), silent)
    measured = {
        "samples": [f"{plan.scale} --seed {plan.seed}" for plan in PLANS],
        "versions": {rule.id: rule.version for rule in load_rules().values()},
        "rules": {name: asdict(score) for name, score in sorted(total.rules.items())},
        "circumstances": {name: asdict(score) for name, score in total.circumstances.items()},
    }
    Path(sys.argv[1]).write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
