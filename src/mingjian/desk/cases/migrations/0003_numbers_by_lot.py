"""The numbers of cases were counted and told of hidden ones: each gets one by lot, and findings cite the new one."""

import secrets

from django.db import migrations
from django.db.models import Max

from mingjian.desk.core import triggers

ENDED = ("harmless", "closed")
PUT_RIGHT = ("rectifying", "accepted", "closed")


def draw(apps, _editor):
    """New numbers; matters whose cases have all ended are closed; no trace of an earlier round stays in a reopened case.

    The journal notes the changed tables whole at the end of the upgrade, when the triggers are put on again.
    """
    case_model, matter_model = apps.get_model("cases", "Case"), apps.get_model("cases", "Matter")
    if not case_model._base_manager.exists():
        return
    triggers.remove()
    given = set()
    for case in case_model._base_manager.order_by("pk"):
        before = f"核查件〔{case.year}〕{case.number}号"
        while (case.year, case.number) in given or case.number < 100_000:
            case.number = 100_000 + secrets.randbelow(900_000)
        given.add((case.year, case.number))
        if case.state not in PUT_RIGHT:
            case.ordered_by = case.put_right_by = None
        case.save()
        _cite(apps, case, before)
    for matter in matter_model._base_manager.all():
        cases = case_model._base_manager.filter(matter=matter)
        if not cases.exclude(state__in=ENDED).exists():
            matter.closed_on = cases.aggregate(last=Max("closed_on"))["last"]
            matter.save()


def _cite(apps, case, before):
    taken = apps.get_model("cases", "Taken")._base_manager.filter(case=case).values("finding")
    findings = apps.get_model("findings", "Finding")._base_manager.filter(
        pk__in=taken, outcome_because=before
    )
    findings.update(outcome_because=f"核查件〔{case.year}〕{case.number}号")


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_matters_close_and_organs_are_asked"), ("core", "0002_matters")]

    operations = [migrations.RunPython(draw, migrations.RunPython.noop)]
