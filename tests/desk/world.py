"""A small world for the proofs: findings, cases, questions, owed tables, duties, documents and accounts of every kind.

Each row is noted as a Thing: whose it is, which office it touches, from whom it is hidden. All of it is made by acts.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from desk.cast import (
    DAY,
    ELSEWHERE,
    LEAGUE,
    NORTH,
    NORTH_VILLAGE,
    NORTH_VILLAGE_2,
    PARTS,
    REGION,
    SOUTH,
    SOUTH_VILLAGE,
    Cast,
    number_of,
)
from desk.documents.papers import SAID, organ
from desk.duties.owed import owed
from desk.findings.runs import Row, write_run
from desk.matrix import Thing
from django.core.files.base import ContentFile
from django.utils import timezone

from mingjian.desk.cases.actions import checking, opening
from mingjian.desk.cases.actions.checking import Upload
from mingjian.desk.cases.states import Kind
from mingjian.desk.core import exporting
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry
from mingjian.desk.documents import actions as papers
from mingjian.desk.documents.models import Delivery
from mingjian.desk.duties.actions import timing
from mingjian.desk.findings import jobs
from mingjian.desk.findings.actions import loading, triage
from mingjian.desk.findings.actions.correcting import WrongRecord
from mingjian.desk.findings.models import Correction, Finding, Owed, Question
from mingjian.desk.findings.states import Outcome
from mingjian.desk.people import recusal
from mingjian.desk.people.actions import accounts, persons, places
from mingjian.desk.people.kinds import OrganKind
from mingjian.desk.people.models import RoleTerm, Term
from mingjian.exchange import divisions

NOON = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
LOADED_FOR = date(2026, 10, 31)
ELSEWHERE_TOWNSHIP = divisions.children(ELSEWHERE)[0]
RULE = "deceased-paid"
WRITTEN = "老人一月已经去世"  # in every piece of evidence and every statement


@dataclass(frozen=True)
class Matter:
    """A finding of the world: its row, who owns it, what it touches, who opens a case over it, whom it names."""

    row: Row
    owner: str
    office: str
    opener: str
    named: str = ""


@dataclass
class World:
    """The cast and the things."""

    cast: Cast
    things: list[Thing] = field(default_factory=list)
    beside: list[Thing] = field(default_factory=list)  # not asked for, but looked for on every page

    def of(self, kind: str) -> list[Thing]:
        """The things of a kind."""
        return [thing for thing in self.things if thing.kind == kind]


def number(name: str) -> str:
    """The identity number of somebody of the cast."""
    return number_of([part[0] for part in PARTS].index(name))


def matters(first: int) -> list[Matter]:
    """One finding of each kind, numbered from `first` on."""
    township = f"township@{NORTH_VILLAGE[:9]}"
    civil = f"civil_affairs@{NORTH}"

    def row(step: int, clause: str, division: str, **words: object) -> Row:
        at = first + step
        return Row(at, rule=RULE, clause=clause, division=division, household=f"H{at}", **words)  # type: ignore[arg-type]

    return [
        Matter(row(0, "8(5)", NORTH_VILLAGE), NORTH, township, "north_supervisor"),
        Matter(row(1, "9(3)", NORTH_VILLAGE), LEAGUE, civil, "league_supervisor"),
        Matter(
            row(2, "11(1)", LEAGUE, subject_kind="department", subject_id=f"finance@{LEAGUE}"),
            REGION,
            f"finance@{LEAGUE}",
            "region_supervisor",
        ),
        Matter(
            row(3, "8(5)", NORTH_VILLAGE_2, persons=(number("north_reviewer"),)),
            NORTH,
            f"township@{NORTH_VILLAGE_2[:9]}",
            "north_supervisor",
            "north_reviewer",
        ),
        Matter(
            row(4, "9(3)", NORTH_VILLAGE, persons=(number("league_handler"),)),
            LEAGUE,
            civil,
            "league_supervisor",
            "league_handler",
        ),
        Matter(row(5, "8(5)", SOUTH_VILLAGE), SOUTH, f"township@{SOUTH_VILLAGE[:9]}", "south_handler"),
        Matter(
            row(6, "8(5)", ELSEWHERE_TOWNSHIP),
            ELSEWHERE,
            f"township@{ELSEWHERE_TOWNSHIP}",
            "elsewhere_handler",
        ),
    ]


# Who keeps away from whose matters, written down from the ties of the cast.
CIRCLE = {
    "": frozenset(),
    "north_reviewer": frozenset({"north_reviewer", "league_supervisor"}),
    "league_handler": frozenset({"league_handler"}),
    "north_handler": frozenset({"north_handler", "south_finance"}),
}


def make_world(cast: Cast, folder: Path) -> World:
    """Put the world into the database."""
    world = World(cast)
    loose, taken = matters(1), matters(11)
    of_record = matters(21)
    wrong = [with_record(matter) for matter in (of_record[0], of_record[1], of_record[3])]
    undecided = [(RULE, NORTH, "户籍表缺失"), (RULE, SOUTH, "死亡登记缺失"), (RULE, ELSEWHERE, "发放表缺失")]
    rows = [matter.row for matter in (*loose, *taken, *wrong)]
    jobs.load_folder(write_run(folder / "run", rows, undecided=undecided, rules=(RULE,)), Site())
    loading.note_handlers(Site(), handlers=[(loose[0].row.household, number("north_handler_2"))])
    for matter in loose:
        world.things += _things_of(matter)
    for matter in taken:
        world.beside += _things_of(matter)
        _open(world, matter)
    _correct(world, wrong)
    _note_lists(world)
    _owe(world)
    _write(world)
    _administer(world)
    _register(world)
    return world


def with_record(matter: Matter) -> Matter:
    """The same matter resting on a row of a table as well, of somebody who is not of the cast."""
    return replace(matter, row=replace(matter.row, persons=(*matter.row.persons, number_of(77))))


def finding_of(matter: Matter) -> Finding:
    """The finding as it stands."""
    found = Finding.objects.everything(reason="the world is made")
    return found.get(finding_id=f"{matter.row.number:032x}")


def _things_of(matter: Matter) -> list[Thing]:
    hidden, finding = CIRCLE[matter.named], finding_of(matter)
    assert finding.owner_code == matter.owner, matter
    household = matter.row.household
    question = Question.objects.filter(household=household).first()
    asked = question.county if question else ""
    found = [
        Thing("finding", str(finding.pk), matter.owner, matter.office, hidden),
        Thing("household", household, matter.owner, matter.office, hidden, asked),
    ]
    return found + ([Thing("question", str(question.pk), asked, "", hidden)] if question else [])


def _open(world: World, matter: Matter) -> None:
    cast, opener = world.cast, getattr(world.cast, matter.opener)
    case = opening.open_case(opener, findings=[finding_of(matter)], title="死亡后仍发放", today=DAY)
    piece = checking.file_piece(
        case,
        opener,
        kind=Kind.RECORD,
        title="材料",
        provider="苏木乡镇",
        captured_on=DAY,
        now=NOON,
        text=WRITTEN,
        upload=Upload("scan.pdf", ContentFile(b"%PDF-1.4 " + matter.row.household.encode())),
    )
    statement = checking.offer_statement(case, opener, of="户主", today=DAY)
    checking.take_statement(case, opener, statement=statement, words=WRITTEN, today=DAY)
    if matter.opener.endswith("supervisor"):
        checking.assign(case, opener, checker=cast.person(matter.opener), today=DAY)
    hidden = CIRCLE[matter.named]
    world.things.append(Thing("case", str(case.pk), matter.owner, matter.office, hidden))
    for kind, part in (("piece", piece), ("statement", statement)):
        world.things.append(Thing(kind, f"{case.pk}/{part.pk}", matter.owner, matter.office, hidden))


def _correct(world: World, wrong: list[Matter]) -> None:
    """Findings whose record is wrong: a notice to the housing office, one to the very office that is touched."""
    providers = (organ(NORTH, OrganKind.HOUSING), organ(NORTH), organ(NORTH, OrganKind.HOUSING))
    for matter, provider in zip(wrong, providers, strict=True):
        triage.settle(
            getattr(world.cast, matter.opener),
            findings=[finding_of(matter)],
            outcome=Outcome.RECORD_WRONG,
            because="原件已核对",
            wrong=WrongRecord("members", provider, "面积与原件不符"),
            today=DAY,
        )
        sent = Correction.objects.everything(reason="the world is made").get(finding=finding_of(matter))
        office, hidden = f"{provider.kind}@{NORTH}", CIRCLE[matter.named]
        world.things.append(
            Thing("correction", str(sent.pk), matter.owner, matter.office, hidden, reached=office)
        )
        world.beside += [*_things_of(matter), Thing("duty", str(sent.duty_id), NORTH, office, hidden)]


def _note_lists(world: World) -> None:
    world.things += [Thing("owed", str(row.pk), row.division) for row in Owed.objects.all()]
    places = (REGION, LEAGUE, NORTH, NORTH_VILLAGE[:9], NORTH_VILLAGE, SOUTH, ELSEWHERE)
    world.things += [Thing("place", code, code) for code in places]


def _owe(world: World) -> None:
    named = [world.cast.people["north_handler"]]
    plain = {
        "north": (NORTH, OrganKind.CIVIL_AFFAIRS, ()),
        "named": (NORTH, OrganKind.CIVIL_AFFAIRS, named),
        "south": (SOUTH, OrganKind.CIVIL_AFFAIRS, ()),
        "finance": (NORTH, OrganKind.FINANCE, ()),
        "league": (LEAGUE, OrganKind.CIVIL_AFFAIRS, ()),
        "elsewhere": (ELSEWHERE, OrganKind.CIVIL_AFFAIRS, ()),
    }
    for kind, (place, office, whom) in plain.items():
        duty = owed(kind=f"case.{kind}", organ=organ(place, office), named=whom)
        hidden = CIRCLE["north_handler"] if whom else frozenset()
        world.things.append(Thing("duty", str(duty.pk), place, f"{office}@{place}", hidden))
        if kind == "north":
            asked = timing.ask_pause(duty, world.cast.north_handler, reason="听证", today=DAY)
            key = f"{duty.pk}/pause/{asked.pk}"
            world.things.append(Thing("asked", key, place, f"{office}@{place}"))


def _write(world: World) -> None:
    cast = world.cast
    draft = papers.draft(
        cast.league_handler,
        organ=organ(LEAGUE),
        kind="rectification_notice",
        said=SAID,
        recipients=[organ(NORTH)],
        today=DAY,
    )
    sent = papers.draft(
        cast.league_handler,
        organ=organ(LEAGUE),
        kind="rectification_notice",
        said=SAID,
        recipients=[organ(NORTH)],
        today=DAY,
    )
    papers.submit(sent, cast.league_handler, today=DAY)
    papers.check(sent, cast.league_reviewer, today=DAY)
    papers.issue(sent, cast.league_approver, today=DAY)
    papers.dispatch(sent, cast.league_handler, today=DAY)
    league, north = f"civil_affairs@{LEAGUE}", f"civil_affairs@{NORTH}"
    world.things.append(Thing("document", str(draft.pk), LEAGUE, league))
    world.things.append(Thing("document", str(sent.pk), LEAGUE, league, frozenset(), north))
    delivery = Delivery.objects.get(document=sent)
    key = f"{sent.pk}/{delivery.pk}"
    world.things.append(Thing("delivery", key, LEAGUE, league, frozenset(), north))


def _administer(world: World) -> None:
    """Accounts with a request that waits, roles, an account that is disabled and one whose role has ended."""
    cast, now = world.cast, timezone.now()
    for name in ("north_handler", "south_handler"):
        account = cast.account(name)
        code = f"code-{name}"
        waiting = accounts.ask_handover(account, cast.sysadmin, code=code, now=now, reason="遗失手机")
        term = RoleTerm.objects.get(account=account)
        world.things.append(Thing("account", str(account.pk), account.organ.division_id))
        world.things.append(Thing("handover", str(waiting.pk), account.organ.division_id))
        world.things.append(Thing("role", str(term.pk), account.organ.division_id))
    entry = Entry.objects.order_by("number").first()
    assert entry is not None
    world.things.append(Thing("entry", str(entry.number), REGION))


def _register(world: World) -> None:
    """Persons with their terms, ties and filings, organs, who answers for a place; an export that somebody asked for.

    Ties of whom nobody who keeps them is a relative, so that they are hidden from nobody of the place.
    """
    cast, site = world.cast, Site()
    cadre, leader = cast.person("south_approver"), cast.person("elsewhere_approver")
    for name, person in (("south_approver", cadre), ("elsewhere_approver", leader)):
        term = Term.objects.get(person=person)
        place = term.organ.division_id
        relative = persons.know_person(site, number=number_of(600 + len(name)), name="某亲属")
        tie = persons.record_kin(site, person=person, relative=relative, tie="sibling", source="test")
        said = {"relation": "兄弟", "filed_on": DAY}
        filing = persons.file_relative(site, officer=person, relative=relative, **said)
        world.things += [
            Thing("person", str(person.pk), place),
            Thing("kept", str(person.pk), place),
            Thing("term", str(term.pk), place),
            Thing("organ", str(term.organ_id), place),
            Thing("tie", f"{person.pk}/{tie.pk}", place),
            Thing("filing", f"{person.pk}/{filing.pk}", place),
        ]
    for place, county in ((NORTH_VILLAGE[:9], SOUTH), (ELSEWHERE_TOWNSHIP, ELSEWHERE)):
        # Ended before anybody looks: it moves nothing from one office to another.
        days = {"from_day": date(2021, 1, 1), "to_day": date(2021, 12, 31)}
        row = places.set_responsibility(site, division=place, county=county, document="文", **days)
        world.things.append(Thing("assignment", str(row.pk), place))
    export = exporting.ask(
        cast.league_supervisor,
        ledger="findings",
        asked="",
        columns=["place"],
        total=1,
        language="zh",
        now=timezone.now(),
    )
    world.things.append(Thing("export", str(export.pk), LEAGUE))


def disable(cast: Cast, name: str) -> None:
    """Disable an account as the system administrator does."""
    accounts.disable(cast.account(name), cast.sysadmin, now=timezone.now(), reason="调离")


def end_roles(cast: Cast, name: str) -> None:
    """End the roles of an account as the security administrator does."""
    for term in RoleTerm.objects.filter(account=cast.account(name), ended_at__isnull=True):
        accounts.end_role(term, cast.secadmin, now=timezone.now())


def related(cast: Cast, name: str) -> frozenset[str]:
    """Who of the cast keeps away from the matters of somebody, asked of the program: to check CIRCLE against it."""
    mine = cast.people[name]
    kin = recusal.relatives_of(mine, on=DAY) | {mine}
    return frozenset(other for other, key in cast.people.items() if key in kin)
