"""The page of a finding says what was on record on the day of the decision, and what came later."""

import pytest
from desk.cast import NORTH_VILLAGE
from desk.findings.runs import Row

from mingjian.desk.findings import queries
from mingjian.desk.findings.actions.loading import evidence_hash

pytestmark = pytest.mark.django_db
DEATH = {"table": "deaths", "rows": 1, "first": "2024-03-20", "last": "2024-03-20", "assumed": False}
KNOWN = {"decision": "grant", "decided_on": "2022-12-20", "visible": "later", "then": [], "later": [DEATH]}


def test_the_page_tells_it_where_the_run_did(cast, load):
    load(Row(1, division=NORTH_VILLAGE, known=KNOWN), Row(2, division=NORTH_VILLAGE))
    client = cast.client("north_supervisor")
    told, silent = queries.findings(cast.north_supervisor).order_by("finding_id")
    page = client.get(f"/findings/{told.pk}").content.decode()
    assert "决定之日可知" in page
    assert "2022-12-20批准保障时已能查到：没有相关记录；其后才有：死亡信息 1 条（2024-03-20）。" in page
    assert "决定之日可知" not in client.get(f"/findings/{silent.pk}").content.decode()


def test_what_was_known_does_not_count_as_changed_evidence():
    before, after = Row(1).cells()[13], Row(1, known=KNOWN).cells()[13]
    assert before != after
    assert evidence_hash(before) == evidence_hash(after)
