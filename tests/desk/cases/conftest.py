"""Cases over findings of small runs."""

from datetime import UTC, date, datetime
from itertools import count

import pytest
from desk.cast import NORTH_VILLAGE
from desk.findings.runs import Row, write_run

from mingjian.desk.cases.actions import checking, closing, opening
from mingjian.desk.cases.states import Household, Kind, Official
from mingjian.desk.core.actor import Site
from mingjian.desk.findings import jobs, queries

OPENED = date(2026, 11, 2)
NOON = datetime(2026, 11, 12, 4, 0, tzinfo=UTC)


@pytest.fixture
def load(tmp_path):
    """Load a run of these findings."""
    numbers = count()

    def loaded(*rows, **words):
        return jobs.load_folder(write_run(tmp_path / f"run{next(numbers)}", rows, **words), Site())

    return loaded


class Story:
    """A case of North county and the officers who move it, step by step."""

    def __init__(self, cast):
        self.cast = cast
        found = list(queries.findings(cast.north_supervisor))
        self.case = opening.open_case(
            cast.north_supervisor, findings=found, title="死亡后仍发放", today=OPENED
        )

    def assign(self, name="north_handler_2"):
        self.checker = getattr(self.cast, name)
        checking.assign(self.case, self.cast.north_supervisor, checker=self.cast.person(name), today=OPENED)
        return self

    def check(self):
        checking.take_up(self.case, self.checker)
        checking.report(self.case, self.checker, found="经核实属实。", today=OPENED)
        return self

    def review(self):
        checking.review(self.case, self.cast.north_reviewer, today=OPENED)
        return self

    def order(self, household=Household.ADJUST):
        closing.order_rectification(
            self.case,
            self.cast.north_approver,
            household=household,
            official=Official.NOTHING,
            what="核减一人，重新核定金额。",
            today=OPENED,
        )
        return self

    def put_right(self, on=date(2026, 11, 10)):
        closing.report_put_right(self.case, self.checker, what="已核减。", on=on, today=date(2026, 11, 12))
        closing.accept_rectification(self.case, self.cast.north_approver, today=date(2026, 11, 12))
        return self

    def file(self, *kinds):
        for kind in kinds:
            checking.file_piece(
                self.case,
                self.checker,
                kind=Kind(kind),
                title="材料",
                provider="苏木乡镇",
                captured_on=OPENED,
                now=NOON,
            )
        return self

    def close(self, today=date(2026, 12, 10)):
        closing.close(self.case, self.cast.north_approver, closing="", today=today)
        return self


@pytest.fixture
def story(cast, load):
    """A case just opened over one finding that only touches a township."""
    load(Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1"))
    return Story(cast)
