"""The desk against plain Django, in one run: list pages, a write, loading findings, verifying the journal.

    python benchmarks/desk.py [--load 100000] [--cases 5000] [--households 200000] [--rounds 5]

A site is made in a folder that is thrown away (on SQLite; MINGJIAN_DATABASE names a PostgreSQL instead). It is filled
by the acts of the desk. Then requests go through the whole stack of middleware in this process, ours and the
peer's in turn, and the CPU seconds of the process are taken: the peer is a page behind a session that reads its account
and lists 25 findings in a plain table; for the write it is a view that inserts one row in a transaction. A page is
asked again and again while nothing is written, and then once after each of some acts, as on a site at work. The
journal is verified against a loop that reads the same rows and hashes each.
"""

import argparse
import atexit
import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import django
import duckdb
from claims import Claim, told
from django.test.utils import override_settings

from mingjian.desk.config.sites import enter, make_site

FOLDER = Path(tempfile.mkdtemp(prefix="mingjian-bench-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
make_site(FOLDER / "site")
enter(FOLDER / "site")
django.setup()

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone

from mingjian.desk.cases.actions import checking, opening
from mingjian.desk.config.making import make_database
from mingjian.desk.core import journal, verify_journal
from mingjian.desk.core.actor import Site
from mingjian.desk.demonstration import players
from mingjian.desk.findings import jobs
from mingjian.desk.findings.actions import loading
from mingjian.desk.findings.engine import COLUMNS
from mingjian.desk.findings.models import Finding
from mingjian.desk.people import second_factor
from mingjian.desk.people.models import Account
from mingjian.desk.people.officers import Officer
from mingjian.exchange.identity import check_digit

COUNTY = "150423"
VILLAGES = ("150423100201", "150423100202", "150423101201", "150423102201")
AS_OF = date(2026, 10, 31)
LISTS = ("/findings", "/findings?page=40&state=open", "/cases", "/duties", "/")
REASON = "a measurement"


class Plain(models.Model):
    """The row that the bare view inserts."""

    title = models.CharField(max_length=80)
    text = models.TextField()
    provider = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "sessions"
        managed = False  # no part of the desk: no triggers, no journal
        db_table = "plain_row"


# -- the peer ---------------------------------------------------------------------------------------------------------
TABLE = Engine().from_string(
    "<!doctype html><html><body><p>{{ name }}</p><table>{% for row in rows %}<tr><td>{{ row.rule }}</td>"
    "<td>{{ row.division }}</td><td>{{ row.first|date:'Y-m-d' }}</td><td>{{ row.fen }}</td><td>{{ row.state }}</td>"
    "</tr>{% endfor %}</table></body></html>"
)
STOCK = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    f"{__name__}.plain_account",
]


def plain_account(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What a login of stock Django does for every request: a session, an account; and the addresses of the peer."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__  # type: ignore[attr-defined]
        every = Account.objects.everything(reason=REASON)
        request.account = every.get(pk=request.session["plain"])  # type: ignore[attr-defined]
        return respond(request)

    return answer


def plain_list(request: HttpRequest) -> HttpResponse:
    """Twenty-five rows in a table."""
    rows = Finding.objects.everything(reason=REASON).order_by("pk")
    few = rows.only("rule", "division", "first", "fen", "state")[:25]
    return HttpResponse(TABLE.render(Context({"rows": few, "name": request.account.name})))  # type: ignore[attr-defined]


def plain_insert(request: HttpRequest) -> HttpResponse:
    """One row in one transaction."""
    with transaction.atomic():
        typed = {name: request.POST[name] for name in ("title", "text", "provider")}
        Plain.objects.create(made_at=timezone.now(), **typed)
    return HttpResponse(status=302, headers={"Location": "/plain"})


urlpatterns = [path("plain", plain_list), path("plain/insert", plain_insert)]


# -- the site ---------------------------------------------------------------------------------------------------------
def write_run(folder: Path, number: int) -> Path:
    """A run folder with so many findings in a few villages, one household each, with evidence of three rows."""
    folder.mkdir()
    row = json.dumps(
        {"table": "members", "key": "k", "file": "members.csv", "sheet": "", "row": 2, "values": {}}
    )
    evidence = json.dumps({"rows": [], "values": {"months": 3, "amount": "1200.00"}})
    villages = ", ".join(f"'{village}'" for village in VILLAGES)
    columns = {
        "finding_id": "md5(i::VARCHAR)",
        "rule": "CASE i % 3 WHEN 0 THEN 'deceased-paid' WHEN 1 THEN 'vehicle-owner' ELSE 'double-benefit' END",
        "rule_version": "'000000000000'",
        "clause": "'8(5)'",
        "elements_open": "'8(5)/damage'",
        "grade": "'strong'",
        "subject_kind": "'household'",
        "subject_id": "'H' || i",
        "division": f"[{villages}][i % {len(VILLAGES)} + 1]",
        "household_id": "'H' || i",
        "first": "DATE '2026-01-01'",
        "last": "DATE '2026-03-01'",
        "amount": "1200.00::DECIMAL(18,2)",
        "evidence": f"replace('{evidence}', '[]', '[' || replace('{row}', '\"k\"', '\"' || i || '\"') || ']')",
        "explanation": "'张*（150423********1234）死亡后仍发放3个月。'",
        "snapshot": "repeat('a', 32)",
    }
    listed = ", ".join(f'{columns[name]} AS "{name}"' for name in COLUMNS)
    months = "SELECT md5(i::VARCHAR) AS finding_id, '2026-01' AS month, '1200.00' AS amount"
    with duckdb.connect() as database:
        database.execute(f"COPY (SELECT {listed} FROM range({number}) t(i)) TO '{folder}/findings.parquet'")
        database.execute(
            f"COPY ({months} FROM range({number}) t(i)) TO '{folder}/finding_months.csv' (HEADER)"
        )
    (folder / "answers.csv").write_text("rule,division,answer,count,reason\n", encoding="utf-8")
    said = {"program_version": "0", "snapshot": "bench", "as_of": str(AS_OF), "rules": {"deceased-paid": {}}}
    scope = {"scope": {"division": "", "household": ""}}
    (folder / "run.json").write_text(json.dumps(said | scope), encoding="utf-8")
    return folder


def handlers(households: int) -> list[tuple[str, str]]:
    """Who stood in the log of each household: forty persons, none of whom has an account."""
    numbers = [f"159901197001{n % 28 + 1:02d}{n + 100:03d}" for n in range(40)]
    return [(f"H{i}", numbers[i % 40] + check_digit(numbers[i % 40])) for i in range(households)]


def open_cases(number: int, by: Officer, checker: Officer, today: date) -> list[str]:
    """Cases of one finding each, all of them being checked."""
    made: list[str] = []
    every = Finding.objects.everything(reason=REASON).filter(owner_code=by.division)
    for finding in list(every.order_by("pk")[:number]):
        case = opening.open_case(by, findings=[finding], title="入户核实", today=today)
        person = Account.objects.everything(reason=REASON).get(pk=checker.account_id).person
        checking.assign(case, by, checker=person, today=today)
        made.append(str(case.pk))
    return made


def signed_in(player: players.Player) -> Client:
    """A browser of an officer, signed in by the pages."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.post("/sign-in", {"name": player.account.name, "password": players.PASSWORD})
    code = second_factor.code_at(player.secret, second_factor.step_at(timezone.now()))
    client.post("/sign-in/second-factor", {"code": code})
    session = client.session
    session["plain"] = str(player.account.pk)
    session.save()
    return client


# -- the measurements -------------------------------------------------------------------------------------------------
def cpu_of(work: Callable[[], object], times: int) -> float:
    """CPU seconds of this process for one of so many calls."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


def asked(handler: WSGIHandler, client: Client, address: str, **typed: str) -> Callable[[], HttpResponse]:
    """A request through a handler, made anew each time; it must be answered as it should."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    maker = RequestFactory(SERVER_NAME="127.0.0.1", HTTP_COOKIE=cookies)

    def ask() -> HttpResponse:
        if typed:
            fresh = {"csrfmiddlewaretoken": client.cookies["csrf"].value, "key": os.urandom(16).hex()}
            request = maker.post(address, typed | fresh)
        else:
            request = maker.get(address)
        answer = handler.get_response(request)
        assert answer.status_code == (302 if typed else 200), (address, answer.status_code)
        answer.close()
        return answer

    return ask


def compare(
    ours: Callable[[], object], peer: Callable[[], object], rounds: int, times: int
) -> tuple[float, float]:
    """CPU seconds of one call of ours and one of the peer's, medians of rounds taken in turn."""
    ours(), peer()
    pairs = [(cpu_of(ours, times), cpu_of(peer, times)) for _ in range(rounds)]
    return tuple(statistics.median(column) for column in zip(*pairs, strict=True))  # type: ignore[return-value]


def read_and_hash(file: Path) -> int:
    """Read every row that verifying reads, of the journal and as it stands now, and hash each."""
    rows = 0
    with contextlib.closing(sqlite3.connect(file)) as database:
        for table in ("core_entry", "core_image", *verify_journal.Site(database).tables()):
            for row in database.execute(f'SELECT * FROM "{table}"'):
                hashlib.sha256(repr(row).encode()).hexdigest()
                rows += 1
    return rows


def after_an_act(ask: Callable[[], object], times: int) -> float:
    """CPU seconds of a request that comes after an act: the median, the act left out."""
    taken = []
    for _ in range(times):
        with journal.opened("measure", Site()):
            pass
        taken.append(cpu_of(ask, 1))
    return statistics.median(taken)


def line(what: str, ours: float, peer: float, promise: float | None) -> Claim:
    """Print one line of the table, figures in milliseconds of CPU; the same as a claim."""
    promised = "nothing promised" if promise is None else f"at least {promise}"
    print(f"{what:44}{1000 * ours:11.2f}{1000 * peer:11.2f}{peer / ours:9.2f}   ({promised})", flush=True)
    return Claim(f"desk, {what}", peer / ours, "× the peer, by CPU", "at least", promise)


def fill(args: argparse.Namespace) -> tuple[players.Players, list[str], Claim]:
    """Officers and cases of the site of the measurement; says what loading took."""
    now = timezone.now()
    run = write_run(FOLDER / "run", args.load)
    began, wall = time.process_time(), time.perf_counter()
    jobs.load_folder(run, Site())
    spent = time.process_time() - began
    print(
        f"loading {args.load:,} findings: {spent:.1f} CPU s, "
        f"{time.perf_counter() - wall:.1f} s   (at most 60 for 100,000)",
        flush=True,
    )
    every = 100_000 * spent / args.load
    claim = Claim("desk, loading 100,000 findings (pro rata)", every, "CPU s", "at most", 60)
    pairs = handlers(args.households)
    for start in range(0, len(pairs), 10_000):
        loading.note_handlers(Site(), handlers=pairs[start : start + 10_000])
    today = timezone.localdate(now)
    cast = players.open_accounts(now=now - timedelta(minutes=30), today=today)
    supervisor, checker = (
        cast.by_user[f"{args.county}-{role}"].on(today) for role in ("supervisor", "handler")
    )
    return cast, open_cases(args.cases, supervisor, checker, today), claim


def main() -> None:
    """Make the site, measure, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--load", type=int, default=100_000, help="findings (default 100,000)")
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--households", type=int, default=200_000)
    parser.add_argument("--county", default="balinyou", help="whose officers of the demonstration ask")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, default=40, help="requests of each kind in a round")
    args = parser.parse_args()
    make_tables()
    cast, cases, loaded = fill(args)
    client = signed_in(cast.by_user[f"{args.county}-handler"])
    ours = WSGIHandler()
    with override_settings(MIDDLEWARE=STOCK):
        stock = WSGIHandler()
    print(f"{'CPU milliseconds, ours and peer':44}{'ours':>11}{'peer':>11}{'ratio':>9}")
    plain = asked(stock, client, "/plain")
    claims = [loaded] + [
        line(address, *compare(asked(ours, client, address), plain, args.rounds, args.times), 0.25)
        for address in LISTS
    ]
    base = cpu_of(plain, args.times)
    claims += [
        line(f"{address} after an act", after_an_act(asked(ours, client, address), args.times), base, None)
        for address in LISTS
    ]
    written = {"title": "入户调查", "text": "入户核实，情况属实。" * 10, "provider": "镇政府"}
    form = {**written, "kind": "record", "captured_on": "2026-11-20"}
    act = asked(ours, client, f"/cases/{cases[0]}/file", **form)
    insert = asked(stock, client, "/plain/insert", **written)
    claims += [line("a piece of evidence filed", *compare(act, insert, args.rounds, args.times), 0.15)]
    if connection.vendor == "sqlite":
        connection.close()
        file = FOLDER / "site" / "db.sqlite3"
        pair = compare(
            lambda: verify_journal.verify(file), lambda: read_and_hash(file), min(args.rounds, 3), 1
        )
        claims += [line(f"verifying a journal, {read_and_hash(file):,} rows", *pair, 0.35)]
    print(told({"load": args.load, "cases": args.cases}, claims))


def make_tables() -> None:
    """The database of the site, and the table of the bare view."""
    make_database()
    with connection.schema_editor() as editor:
        editor.create_model(Plain)


if __name__ == "__main__":
    main()
