"""Writes everything that a run is read from into its folder."""

from collections.abc import Mapping
from pathlib import Path

from mingjian.privacy.masking import Disclosure
from mingjian.screening.catalogue import Rule
from mingjian.screening.reports.ledger import MASKED_EDITION, Edition, write_ledger
from mingjian.screening.reports.page import write_page
from mingjian.screening.reports.run_folder import RunInfo, open_run
from mingjian.screening.reports.totals import Totals, add_up

LEDGER, PAGE = "findings.xlsx", "report.html"
# A ledger that names persons in full is for its owner alone.
PRIVATE = 0o600


def write_reports(
    folder: Path, rules: Mapping[str, Rule], edition: Edition = MASKED_EDITION
) -> tuple[RunInfo, Totals]:
    """Write the ledger and the page beside the findings; returns what they say, for the last screen.

    Raises Refusal where the folder is no complete run.
    """
    run = open_run(folder)
    try:
        totals = add_up(run, rules)
        ledger = folder / LEDGER
        if edition.disclosure is Disclosure.FULL:
            ledger.touch(mode=PRIVATE)
            ledger.chmod(PRIVATE)
        write_ledger(run, totals, rules, ledger, edition)
        write_page(run.info, totals, rules, folder / PAGE, edition.language)
    finally:
        run.db.close()
    return run.info, totals
