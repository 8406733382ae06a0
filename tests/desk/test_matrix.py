"""The authorization matrix: every route, every method, the whole cast, rows of every kind; what is hidden is absent."""

import logging
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from random import Random

import pytest
from desk import matrix
from desk.cast import PARTS, Cast
from desk.matrix import METHODS, TABLE, Line, Thing, Who, opens, reads, sees, works_on
from desk.world import CIRCLE, World, disable, end_roles, make_world, related
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mingjian.desk.cases.views.case import VERBS
from mingjian.desk.core.http import access_of
from mingjian.desk.core.models import Entry
from mingjian.desk.documents.views.paper import MAY

pytestmark = pytest.mark.django_db
DISABLED, ENDED, NOBODY = "north_handler_2", "south_reviewer", "nobody"
ONE_IN = 10
READS = {"finding.reveal", "sealed.reveal", "reveal", "export", "evidence.read"}
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')
HX_TOKEN = re.compile(rb'("X-CSRFToken": ?")[^"]+')
KEY = re.compile(rb'(name="key"[^>]*? value=")[0-9a-f]{32}')
ROW = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\bH\d+\b")


@dataclass(frozen=True)
class Play:
    """One combination: who asks which route by which method, for which row and with what in the address."""

    who: str
    route: str
    method: str
    thing: Thing | None
    args: tuple[object, ...]
    absent: tuple[object, ...]


def routes(patterns=None) -> Iterator[URLPattern]:
    for pattern in patterns or get_resolver().url_patterns:
        if str(pattern.pattern) == "api/":
            continue  # with a token: tests/desk/api
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern


def plays(world: World, names: list[str]) -> list[Play]:
    """Every combination; methods that a route does not know need no second verb."""
    found = []
    for who in names:
        for route, line in TABLE.items():
            for thing in world.of(line.kind) if line.kind else [None]:
                found += _plays_of(who, route, line, thing)
    return found


def _plays_of(who: str, route: str, line: Line, thing: Thing | None) -> Iterator[Play]:
    key, gone = (thing.key, matrix.absent(thing)) if thing else ("", "")
    addresses = list(zip(matrix.arguments(line, key), matrix.arguments(line, gone), strict=True))
    for method in METHODS:
        for args, absent in addresses if method in line.methods else addresses[:1]:
            yield Play(who, route, method, thing, args, absent)


class Table:
    """The world with somebody at the table, who asks; whatever a request changes is undone after it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.parts = {who.name: who for who in matrix.OFFICERS}
        ended = self.parts[ENDED]
        self.parts[ENDED] = Who(ENDED, ended.place, ended.organ, "")
        self.before = {DISABLED: world.cast.client(DISABLED)}
        disable(world.cast, DISABLED)
        end_roles(world.cast, ENDED)
        person = str(world.cast.people["north_handler"])
        self.typed = FORM | {"checker": person, "to": person}
        self.rows = {part: thing for thing in (*world.beside, *world.things) for part in thing.key.split("/")}
        self.client, self.at_table, self.gone = Client(), "", {}

    def names(self) -> list[str]:
        """Everybody who plays: the officers, among them the disabled and the one without a role, and nobody."""
        return [*self.parts, NOBODY]

    def who(self, name: str) -> Who | None:
        """Somebody in the words of the table; None for nobody and for whom the door no longer knows."""
        return None if name in (NOBODY, DISABLED) else self.parts[name]

    def seat(self, name: str) -> None:
        """Let somebody sit down in a browser of his own."""
        if name == self.at_table:
            return
        made = self.before.get(name) or (Client() if name == NOBODY else self.world.cast.client(name))
        made.raise_request_exception = False
        self.client, self.at_table, self.gone = made, name, {}

    def ask(self, play: Play, args: tuple[object, ...], **typed: str) -> tuple[HttpResponse, list[str]]:
        """The answer, and which acts it wrote into the journal; both undone."""
        cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}
        address = reverse(play.route, args=args)
        mark = transaction.savepoint()
        written: list[str] = []
        if play.method == "POST":
            last = Entry.objects.order_by("-number").values_list("number", flat=True).first()
            answer = self.client.post(address, self.typed | typed)
            written += Entry.objects.filter(number__gt=last).values_list("act", flat=True)
        else:
            answer = getattr(self.client, play.method.lower())(address)
        if answer.streaming:
            for (
                close
            ) in answer._resource_closers:  # a file; to close the answer would end the connection, too
                close()
        transaction.savepoint_rollback(mark)
        self.client.cookies = SimpleCookie(cookies)
        return answer, written

    def of_absent(self, play: Play) -> tuple[object, ...]:
        """What the answer about a row that is not there looks like; asked once for each kind of question."""
        asked = (play.route, play.method, play.absent)
        if asked not in self.gone:
            self.gone[asked] = looks(self.ask(play, play.absent)[0], play.absent)
        return self.gone[asked]


FORM = {
    "reason": "工作需要",
    "text": "入户核实",
    "outcome": "confirmed",
    "because": "入户核实",
    "note": "请抓紧",
    "title": "材料",
    "verb": "give_back",
    "found": "属实",
    "of": "户主",
    "words": "无异议",
    "household": "adjust",
    "official": "nothing",
    "what": "核减",
    "on": "2026-11-26",
    "innocent": "已纠正",
    "closing": "已纠正",
    "number": "30",
    "kind": "record",
    "provider": "镇",
    "captured_on": "2026-11-25",
    "owner": "民政局",
    "stage": "corrected",
    "code": "赤民",
    "disable-reason": "调离",
    "handover-reason": "遗失手机",
    "role": "handler",
    "from_day": "2026-11-26",
    "to_day": "2027-11-26",
}


def body_of(answer: HttpResponse) -> bytes:
    """What is read of an answer; a file is nothing to read here."""
    return b"" if answer.streaming else answer.content


def looks(answer: HttpResponse, args: tuple[object, ...]) -> tuple[object, ...]:
    """An answer as its reader sees it, without the address it was asked by and the tokens of forms."""
    body = KEY.sub(rb"\1", HX_TOKEN.sub(rb"\1", TOKEN.sub(rb"\1", body_of(answer))))
    place = answer.headers.get("Location", "")
    for part in map(str, args):
        body, place = body.replace(part.encode(), b"*"), place.replace(part, "*")
    kept = answer.cookies.get("messages")
    return (
        answer.status_code,
        place,
        body,
        kept.value.partition(":")[0] if kept else "",
        answer.headers["Content-Type"],
    )


def judge(table: Table, play: Play) -> str:
    """What is wrong with the answer to one combination; empty where nothing is."""
    line, who = TABLE[play.route], table.who(play.who)
    answer, written = table.ask(play, play.args)
    if answer.status_code >= 500:
        return "a server error"
    if not opens(who, line.to):
        expected = {302} if who is None else {404}
        return "" if answer.status_code in expected and not written else f"let through: {answer.status_code}"
    if play.method not in line.methods:
        return "" if answer.status_code == 405 else f"took the method: {answer.status_code}"
    if play.thing is None:
        return judge_page(table, who, answer)
    assert who is not None
    if not sees(who, play.thing):
        alike = looks(answer, play.args) == table.of_absent(play)
        return "" if answer.status_code == 404 and alike and not written else f"leak: {answer.status_code}"
    if wrong := judge_presence(who, play, answer):
        return wrong
    if set(written) - READS and not works_on(who, play.thing) and play.route != "duty-urge":
        return f"changed by one who may not: {written}"
    return judge_page(table, who, answer)


def judge_presence(who: Who, play: Play, answer: HttpResponse) -> str:
    """Whether a row that somebody sees is there for her, and its content where it is for her."""
    is_gone = answer.status_code == 404
    if play.route in OF_READERS and not reads(who, play.thing):
        return "" if is_gone else "read by one who may not"
    if play.method == "GET" and is_gone and play.route not in MAY_BE_MISSING:
        return "hidden from one who may see it"
    return ""


# Files and words of evidence are for fewer than know of them.
OF_READERS = {"case-piece", "case-piece-reveal", "case-statement-reveal"}
# A draft of somebody else is not rewritten, what is not issued has no PDF; papers of a case are written by its office
# alone, those that fit where it stands.
MAY_BE_MISSING = {"document-rewrite", "document-pdf", "case-write"}


def judge_page(table: Table, who: Who | None, answer: HttpResponse) -> str:
    """Whether a page names a row that its reader may not know of."""
    if answer.status_code >= 400 or "html" not in answer.headers["Content-Type"]:
        return ""
    for word in set(ROW.findall(body_of(answer).decode())):
        thing = table.rows.get(word)
        known = KINDS_ON_PAGES & {thing.kind} if thing else ()
        if thing and known and (who is None or not sees(who, thing)):
            return f"names a {thing.kind} that is hidden: {word}"
    return ""


KINDS_ON_PAGES = {
    "finding",
    "case",
    "household",
    "question",
    "duty",
    "document",
    "account",
    "handover",
    "correction",
}


@pytest.fixture
def table(cast: Cast, tmp_path, caplog) -> Table:
    caplog.set_level(logging.CRITICAL, "django.request")
    return Table(make_world(cast, tmp_path))


def play_all(table: Table, every: list[Play]) -> tuple[int, list[str]]:
    wrong = []
    for play in every:
        table.seat(play.who)
        if found := judge(table, play):
            wrong.append(f"{play.who} {play.method} {play.route} {play.thing} {play.args}: {found}")
    return len(every), wrong


def test_every_route_has_a_line_and_declares_what_the_line_says():
    named = {route.name: route for route in routes()}
    assert sorted(map(str, named)) == sorted(TABLE), "a route without a line, or a line without a route"
    for name, route in named.items():
        access, line = access_of(route.callback), TABLE[name]
        assert access is not None, name
        declared = set(access.roles) if access.to == "roles" else access.to
        assert declared == line.to, name


def test_every_verb_of_a_page_is_played():
    assert set(matrix.VERBS) == set(VERBS)
    assert set(matrix.MOVES) == set(MAY) - {"rewrite"}


def test_the_circle_of_the_world_is_that_of_the_cast(cast):
    for name, circle in CIRCLE.items():
        with_account = {part[0] for part in PARTS if part[4] is not None}
        assert not name or related(cast, name) & with_account == circle, name


def test_one_in_ten_of_the_matrix_shows_nothing_that_is_hidden(table, capsys):
    every = plays(table.world, table.names())
    drawn = [play for play in every if Random(str(play)).randrange(ONE_IN) == 0]
    count, wrong = play_all(table, drawn)
    with capsys.disabled():
        sys.stdout.write(
            f"\nauthorization matrix: {count} of {len(every)} combinations, {len(wrong)} wrong\n"
        )
    assert not wrong, "\n".join(wrong[:20])
    assert len(every) >= 20_000


@pytest.mark.slow
def test_the_whole_matrix_shows_nothing_that_is_hidden(table, capsys):
    count, wrong = play_all(table, plays(table.world, table.names()))
    with capsys.disabled():
        sys.stdout.write(f"\nauthorization matrix: {count} combinations, {len(wrong)} wrong\n")
    assert not wrong, "\n".join(wrong[:20])
    assert count >= 20_000


def test_a_ticked_row_that_is_hidden_does_what_an_absent_one_does(table):
    """Rows also come in the body of a form."""
    asked = 0
    for who in matrix.OFFICERS:
        if table.who(who.name) is None or who.role not in matrix.WORKING:
            continue
        table.seat(who.name)
        for thing in table.world.of("finding"):
            if sees(who, thing):
                continue
            for route in ("findings-bulk", "case-open"):
                play = Play(who.name, route, "POST", None, (), ())
                hidden, written = table.ask(play, (), finding=thing.key)
                gone, _ = table.ask(play, (), finding=str(matrix.ABSENT))
                assert looks(hidden, ()) == looks(gone, ()), (who, thing, route)
                assert not written
                asked += 1
    assert asked > 100
