"""Words of evidence and statements, for programs: opened by the rules of the page, under a scope of its own."""

import json
from uuid import uuid4

import pytest
from desk import matrix
from desk.cases.conftest import Story
from desk.cases.test_revealing import READERS, SAID, SEEN, WHO, WHY, told
from desk.cast import NORTH_VILLAGE
from desk.findings.runs import Row
from desk.matrix import sees
from desk.world import WRITTEN, make_world, number

from mingjian.desk.cases.models import Piece, Statement
from mingjian.desk.core.actor import Site
from mingjian.desk.core.images import name
from mingjian.desk.core.models import Entry
from mingjian.desk.findings.actions import loading
from mingjian.desk.people.kinds import Scope

BECAUSE = {"reason": WHY}


@pytest.fixture
def paths(story):
    return paths_of(told(story).case)


def paths_of(case):
    """Where the piece and the statement of a case are opened."""
    piece, statement = Piece.objects.get(case=case), Statement.objects.get(case=case)
    return f"cases/{case.pk}/evidence/{piece.pk}/reveal", f"cases/{case.pk}/statements/{statement.pk}/reveal"


def said(answer):
    """An answer as it is read: JSON writes Chinese in numbers."""
    return json.dumps(answer.json(), ensure_ascii=False)


def readings():
    return Entry.objects.filter(act="reveal").order_by("number")


def test_each_is_opened_for_a_reason_and_every_reading_is_a_line(program, paths, cast):
    reviewer, (piece, statement) = program("north_reviewer"), paths
    for _ in range(2):  # also under one key: no answer with the words is kept
        assert reviewer.post(piece, BECAUSE, key="k").json() == {
            "id": str(Piece.objects.get().pk),
            "text": SEEN,
        }
    assert reviewer.post(statement, BECAUSE).json() == {
        "id": str(Statement.objects.get().pk),
        "of": WHO,
        "words": SAID,
    }
    rows = [Piece.objects.get(), Piece.objects.get(), Statement.objects.get()]
    person = str(cast.people["north_reviewer"])
    lines = list(readings())
    assert [(one.subject, one.reason, one.person) for one in lines] == [
        (name(row), WHY, person) for row in rows
    ]
    kept = "".join(str(value) for one in lines for value in vars(one).values())
    assert not [secret for secret in (SEEN, SAID, WHO) if secret in kept]


def test_the_case_says_where_there_are_words_and_holds_none(program, paths, story):
    story.file("record")
    whole = program("north_reviewer").get(f"cases/{story.case.pk}")
    assert [one["has_words"] for one in whole.json()["pieces"]] == [
        one.has_words for one in Piece.objects.all()
    ]
    assert sorted(one["has_words"] for one in whole.json()["pieces"]) == [False, True]
    assert [one["has_words"] for one in whole.json()["statements"]] == [True]
    assert not [secret for secret in (SEEN, SAID, WHO) if secret in said(whole)]
    assert len(paths) == 2
    assert not readings().exists()


@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": " "}, {"reason": "因" * 201}, BECAUSE | {"a": "b"}]
)
def test_without_a_reason_it_is_refused_in_both_languages(program, paths, body):
    for path in paths:
        answer = program("north_reviewer").post(path, body)
        assert (answer.status_code, set(answer.json())) == (422, {"zh", "en"})
        assert SAID not in said(answer)
    assert not readings().exists()


def test_it_is_posted_and_asks_for_a_scope_of_its_own(program, paths):
    others = [scope for scope in Scope if scope != Scope.READ_WORDS]
    for path in paths:
        refused = program("north_reviewer", *others).post(path, BECAUSE)
        assert (refused.status_code, "words:read" in refused.json()["en"]) == (403, True)
        assert program("north_reviewer").get(path).status_code == 405
        assert program("north_reviewer", Scope.READ_WORDS).post(path, BECAUSE).status_code == 200
    assert readings().count() == 2


def test_the_same_officers_read_as_on_the_page_and_for_others_it_is_absent(program, paths, story):
    read = set()
    for who in matrix.OFFICERS:
        caller = program(who.name)
        nothing = caller.post(f"cases/{story.case.pk}/evidence/{uuid4()}/reveal", BECAUSE)
        answers = [caller.post(path, BECAUSE) for path in paths]
        if [answer.status_code for answer in answers] == [200, 200]:
            read.add(who.name)
        else:
            assert {(answer.status_code, answer.content) for answer in answers} == {(404, nothing.content)}
    assert read == READERS


def test_whoever_handled_the_household_keeps_away(program, cast, load):
    load(Row(1, clause="8(5)", division=NORTH_VILLAGE, household="H1"))
    loading.note_handlers(Site(), handlers=[("H1", number("north_supervisor"))])
    for path in paths_of(told(Story(cast)).case):
        answer = program("north_supervisor").post(path, BECAUSE)
        assert (answer.status_code, "应当回避" in answer.json()["zh"]) == (409, True)
        assert "keep away" in answer.json()["en"]
    assert not readings().exists()


def test_for_the_whole_cast_what_is_hidden_is_not_read(cast, program, tmp_path):
    """Places, recusal, offices that are touched: what the table of the matrix says."""
    world, opened, asked = make_world(cast, tmp_path), 0, 0
    for who in matrix.OFFICERS:
        caller = program(who.name)
        for thing in (*world.of("piece"), *world.of("statement")):
            case, row = thing.key.split("/")
            kind = "evidence" if thing.kind == "piece" else "statements"
            answer = caller.post(f"cases/{case}/{kind}/{row}/reveal", BECAUSE)
            if not (who.role in matrix.LOOKING and sees(who, thing)):
                assert answer.status_code == 404, (who, thing)
            asked += 1
            opened += WRITTEN in said(answer)
    assert asked > 300
    assert readings().count() == opened > 40
