"""What the suite says beside its dots: how much of the planted truth every rule found, and how names were matched."""

import gc

import pytest
from hypothesis import settings

# One seed: what fails here fails again, for everybody.
settings.register_profile("one seed", derandomize=True)
settings.load_profile("one seed")

SCORES = "recall and precision"
LINES = "persons without a number"
COUNTS = ("planted", "found", "look_alikes", "mistaken", "unplanned")


def pytest_terminal_summary(terminalreporter):
    """Add up what the tests recorded under SCORES, from this process or from its workers, and print it by rule."""
    sums: dict[str, dict[str, int]] = {}
    for scores in _recorded(terminalreporter, SCORES):
        _add(sums, scores)
    for number, lines in enumerate(_recorded(terminalreporter, LINES)):
        if not number:
            terminalreporter.section(f"{LINES}: whom their records mean")
        for line in lines:
            terminalreporter.write_line(line)
    if not sums:
        return
    terminalreporter.section("recall and precision of the rules on the planted truth")
    terminalreporter.write_line(
        f"{'rule':<26}planted  found  recall  look-alikes  mistaken  unplanned  precision"
    )
    total = {count: sum(scores[count] for scores in sums.values()) for count in COUNTS}
    for rule, scores in [*sorted(sums.items()), ("all", total)]:
        terminalreporter.write_line(_line(rule, scores))


def _recorded(terminalreporter, name):
    """What the tests recorded under that name, test by test."""
    reports = [report for some in terminalreporter.stats.values() for report in some]
    called = [report for report in reports if getattr(report, "when", "") == "call"]
    return [value for report in called for key, value in report.user_properties if key == name]


def _add(sums, scores):
    for rule, counted in scores.items():
        before = sums.setdefault(rule, dict.fromkeys(COUNTS, 0))
        for count in COUNTS:
            before[count] += counted[count]


def _line(rule, scores):
    planted, found, look_alikes, mistaken, unplanned = (scores[count] for count in COUNTS)
    recall, precision = _share(found, planted), _share(found, found + mistaken + unplanned)
    return f"{rule:<26}{planted:>7}{found:>7}{recall:>8}{look_alikes:>13}{mistaken:>10}{unplanned:>11}{precision:>11}"


def _share(part, whole):
    return f"{part / whole:.3f}" if whole else "-"


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    """What importing and collecting made lives to the end: the collector of garbage need not look at it each time."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure():
    """At the end all of it may go."""
    gc.unfreeze()
