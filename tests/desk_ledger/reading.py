"""Two processes at one site: what one of them has remembered when the other writes."""

import re
from importlib import import_module

import django


def one_writes_the_other_reads(number, start, run, village):
    """The first process opens a list twice; the second then puts a finding off; the first opens the list again."""
    django.setup()
    return (writer if number else reader)(start, run, village)


def reader(start, run, village):
    """Whoever has the list open."""
    cast, runs = import_module("desk.cast"), import_module("desk.findings.runs")
    jobs, actor = import_module("mingjian.desk.findings.jobs"), import_module("mingjian.desk.core.actor")
    people = cast.make_cast()
    rows = [runs.Row(at, clause="9(3)", division=village) for at in (1, 2)]
    jobs.load_folder(runs.write_run(run, rows), actor.Site())
    client = people.client("league_handler")
    before, again = listed(client), listed(client)
    start()
    start()
    return {"who": "reader", "before": before, "again": again, "after": listed(client)}


def listed(client):
    """The households on the page of open findings, and how many it says there are."""
    text = client.get("/findings?state=open", SERVER_NAME="127.0.0.1").content.decode()
    return re.findall(r">(H\d)<", text), re.search(r"共 \d 条", text).group()


def writer(start, _run, _village):
    """Whoever puts a finding off meanwhile."""
    start()
    cast, triage = import_module("desk.cast"), import_module("mingjian.desk.findings.actions.triage")
    models = import_module("mingjian.desk.findings.models")
    account = import_module("mingjian.desk.people.models").Account
    sessions = import_module("mingjian.desk.people.sessions")
    every = account.objects.everything(reason="a test").select_related("person", "organ__division")
    supervisor = every.get(person_id=cast.uuid5(cast.SPACE, "league_supervisor"))
    officer = sessions.officer_of(supervisor, cast.DAY)
    found = models.Finding.objects.everything(reason="a test").get(households="H1")
    until = cast.DAY.replace(year=cast.DAY.year + 1)
    triage.hold(officer, findings=[found], until=until, because="等数据", today=cast.DAY)
    start()
    return {"who": "writer", "done": [found.households]}
