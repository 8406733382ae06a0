"""Documents that tests of several rooms need: what they say, and one on its way through its life."""

from datetime import date

from desk.cast import DAY, LEAGUE, NORTH

from mingjian.desk.documents import actions
from mingjian.desk.documents.models import Delivery, Document
from mingjian.desk.documents.projections import RectificationNotice, StopNotice
from mingjian.desk.people.kinds import OrganKind
from mingjian.desk.people.models import Organ

SAID = RectificationNotice(
    matter="HC-2026-0012",
    facts="该户自2026年3月起多计保障人数1人。",
    provision="第九条第四项",
    measures=("核减保障人数并书面告知该户", "查明未及时调整的原因"),
    due_on=date(2026, 12, 20),
)
STOP = StopNotice(DAY, "2026年12月", ("家庭人均月收入高于保障标准",), "最低生活保障审核确认办法第三十三条")


def organ(place, kind=OrganKind.CIVIL_AFFAIRS):
    return Organ.objects.get(division_id=place, kind=kind)


def again(document):
    return Document.objects.everything(reason="a test looks").get(pk=document.pk)


def drafted(cast, *, said=SAID, kind="rectification_notice", **words):
    words = {"recipients": [organ(NORTH)], "today": DAY} | words
    return actions.draft(cast.league_handler, organ=organ(LEAGUE), kind=kind, said=said, **words)


def issued(cast, *, on=DAY, **words):
    document = drafted(cast, **words)
    actions.submit(document, cast.league_handler, today=on)
    actions.check(document, cast.league_reviewer, today=on)
    actions.issue(document, cast.league_approver, today=on)
    return document


def delivery_of(document, place=NORTH):
    return Delivery.objects.select_related("document__organ").get(document=document, organ__division_id=place)
