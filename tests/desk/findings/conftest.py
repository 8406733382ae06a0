"""What tests of findings share: loading small runs."""

from itertools import count

import pytest
from desk.findings.runs import write_run

from mingjian.desk.core.actor import Site
from mingjian.desk.findings import jobs


@pytest.fixture
def load(tmp_path):
    """Load a run of these findings."""
    numbers = count()

    def loaded(*rows, **words):
        return jobs.load_folder(write_run(tmp_path / f"run{next(numbers)}", rows, **words), Site())

    return loaded
