"""The life of an official document: draft, check, issue, dispatch, receipt, by different natural persons."""

from dataclasses import replace
from datetime import date

import pytest
from desk.cast import DAY, LEAGUE, NORTH, SOUTH
from desk.documents.papers import STOP, again, delivery_of, drafted, issued, organ
from django.db import IntegrityError, transaction

from mingjian.desk.core import journal
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry, Notice
from mingjian.desk.documents import actions, printing, queries
from mingjian.desk.documents.models import Document, Print, Series
from mingjian.desk.documents.states import MOVES, State
from mingjian.wording import Refusal

pytestmark = pytest.mark.django_db


def test_a_document_goes_from_draft_to_receipt(cast):
    document = issued(cast)
    actions.dispatch(document, cast.league_handler, today=DAY)
    actions.receive(delivery_of(document), cast.north_handler, document=document, today=DAY)
    found = again(document)
    assert found.state == State.RECEIVED
    assert found.number.endswith("改〔2026〕1号")
    assert [
        e.act for e in Entry.objects.filter(subject__startswith="documents_document").order_by("number")
    ] == [
        "document.draft",
        "document.submit",
        "document.check",
        "document.issue",
        "document.dispatch",
    ]


def test_nobody_checks_or_issues_what_he_drafted(cast):
    document = drafted(cast)
    actions.submit(document, cast.league_handler, today=DAY)
    own = replace(cast.league_handler, roles=frozenset({"reviewer", "approver"}))
    with pytest.raises(NotAllowed):
        actions.check(document, own, today=DAY)
    actions.check(document, cast.league_reviewer, today=DAY)
    with pytest.raises(NotAllowed):
        actions.issue(document, own, today=DAY)


def test_four_eyes_are_held_by_the_database_also(cast):
    document = drafted(cast)
    document.checked_by_id = document.drafted_by_id
    with journal.opened("test", Site()), pytest.raises(IntegrityError), transaction.atomic():
        document.save()


def test_a_step_cannot_be_skipped(cast):
    document = drafted(cast)
    for act in (actions.check, actions.issue):
        by = cast.league_reviewer if act is actions.check else cast.league_approver
        with pytest.raises(Conflict):
            act(document, by, today=DAY)
    assert again(document).state == State.DRAFT


def test_a_neighbour_may_do_nothing(cast):
    document = drafted(cast)
    for officer in (cast.south_handler, cast.north_handler, cast.other_supervisor):
        with pytest.raises(NotAllowed):
            actions.drop(document, officer)


def test_where_an_office_has_no_second_person_the_level_above_checks(cast):
    document = actions.draft(
        cast.north_handler,
        organ=organ(NORTH),
        kind="stop_notice",
        said=STOP,
        addressee="云某",
        today=DAY,
    )
    actions.submit(document, cast.north_handler, today=DAY)
    actions.check(document, cast.league_supervisor, today=DAY)
    assert again(document).checked_by_id == cast.league_supervisor.person_id


def test_a_document_that_is_sent_back_says_why_and_tells_its_writer(cast):
    document = drafted(cast)
    actions.submit(document, cast.league_handler, today=DAY)
    with pytest.raises(Conflict, match="理由"):
        actions.send_back(document, cast.league_reviewer, reason=" ")
    actions.send_back(document, cast.league_reviewer, reason="条款写错")
    assert (again(document).state, again(document).returned_because) == (State.DRAFT, "条款写错")
    assert Notice.objects.filter(to_person_id=cast.league_handler.person_id, zh__contains="条款写错").exists()


def test_numbers_run_without_a_gap_by_organ_mark_and_year(cast):
    first, second = issued(cast), issued(cast)
    leaking = drafted(cast, said=replace(printing.said_in(first), facts="电话13812345678"))
    with pytest.raises(Refusal):
        actions.submit(leaking, cast.league_handler, today=DAY)
    third, next_year = issued(cast), issued(cast, on=date(2027, 1, 4))
    assert [again(d).serial for d in (first, second, third, next_year)] == [1, 2, 3, 1]
    assert actions.numbers_without_gap(organ(LEAGUE), "改", 2026)


def test_an_issue_that_fails_gives_its_number_back(cast):
    document = drafted(cast)
    actions.submit(document, cast.league_handler, today=DAY)
    actions.check(document, cast.league_reviewer, today=DAY)
    with journal.opened("test", Site()):
        said = {**document.said, "facts": "身份证15220119820314001X"}
        Document.objects.everything(reason="a leak made on purpose").filter(pk=document.pk).update(said=said)
    with pytest.raises(Refusal):
        actions.issue(document, cast.league_approver, today=DAY)
    assert again(document).state == State.CHECKED
    assert not Series.objects.exists()
    assert again(issued(cast)).serial == 1


def test_a_number_is_not_given_twice_even_by_hand(cast):
    first, second = issued(cast), issued(cast)
    second.serial = first.serial
    with journal.opened("test", Site()), pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_a_withdrawn_document_keeps_its_number(cast):
    document = issued(cast)
    actions.withdraw(document, cast.league_approver, reason="事实有误", today=DAY)
    assert (again(document).state, again(document).serial) == (State.WITHDRAWN, 1)
    assert again(issued(cast)).serial == 2


def test_the_bytes_that_were_issued_are_kept_with_their_hash(cast):
    document = issued(cast)
    kept = Print.objects.get(document=document)
    docx, digest = printing.printed(again(document), on=DAY)
    assert kept.docx == docx
    assert again(document).digest == digest


def test_the_code_of_an_organ_stands_in_its_numbers(cast):
    actions.set_code(organ(LEAGUE), cast.league_approver, code="赤民")
    assert again(issued(cast)).number == "赤民改〔2026〕1号"


def test_a_document_is_received_when_the_last_recipient_has_it(cast):
    document = issued(cast, recipients=[organ(NORTH), organ(SOUTH)])
    actions.dispatch(document, cast.league_handler, today=DAY)
    actions.receive(delivery_of(document, NORTH), cast.north_handler, document=document, today=DAY)
    assert again(document).state == State.DISPATCHED
    with pytest.raises(Conflict):
        actions.receive(delivery_of(document, NORTH), cast.north_handler, document=document, today=DAY)
    actions.receive(delivery_of(document, SOUTH), cast.south_handler, document=document, today=DAY)
    assert again(document).state == State.RECEIVED


def test_dispatch_tells_the_officers_of_the_recipient(cast):
    document = issued(cast)
    actions.dispatch(document, cast.league_handler, today=DAY)
    told = set(Notice.objects.filter(kind="document.received").values_list("to_person_id", flat=True))
    assert cast.north_handler.person_id in told
    assert cast.south_handler.person_id not in told


def test_a_receipt_on_paper_asks_for_its_proof(cast):
    document = issued(cast, kind="stop_notice", said=STOP, recipients=[], addressee="云某")
    actions.dispatch(document, cast.league_handler, today=DAY)
    (delivery,) = queries.deliveries(cast.league_handler, again(document))
    with pytest.raises(Conflict, match="凭证"):
        actions.receive(delivery, cast.league_handler, document=document, today=DAY)
    actions.receive(delivery, cast.league_handler, document=document, today=DAY, proof="送达回证第3号")
    assert again(document).state == State.RECEIVED


def test_drafts_are_seen_in_their_office_alone_and_issued_ones_by_supervisors_above(cast):
    draft, sent = drafted(cast), issued(cast)
    actions.dispatch(sent, cast.league_handler, today=DAY)

    def seen(officer):
        return set(queries.documents(officer).values_list("pk", flat=True))

    assert seen(cast.league_reviewer) == {draft.pk, sent.pk}
    assert seen(cast.north_handler) == {sent.pk}
    assert seen(cast.region_supervisor) == {sent.pk}
    assert seen(cast.south_handler) == seen(cast.other_supervisor) == seen(cast.league_finance) == set()


def test_who_is_named_in_the_matter_or_related_does_not_see_it_and_is_not_told(cast):
    document = issued(cast, named=[cast.people["south_finance"]])
    actions.dispatch(document, cast.league_handler, today=DAY)
    told = set(Notice.objects.filter(kind="document.received").values_list("to_person_id", flat=True))
    # south_finance is the spouse of north_handler.
    assert not queries.documents(cast.north_handler).exists()
    assert queries.documents(cast.north_handler_2).exists()
    assert cast.north_handler.person_id not in told
    assert cast.north_handler_2.person_id in told


def test_who_is_named_later_loses_sight_at_once(cast):
    document = issued(cast)
    assert queries.documents(cast.league_reviewer).exists()
    with journal.opened("test", Site()):
        actions.keep_away([document], [cast.person("league_reviewer").identity_key])
    assert not queries.documents(cast.league_reviewer).exists()


def test_a_recipient_sees_its_own_line_of_delivery_alone(cast):
    document = issued(cast, recipients=[organ(NORTH), organ(SOUTH)])
    actions.dispatch(document, cast.league_handler, today=DAY)
    seen = queries.deliveries(cast.north_handler, again(document))
    assert [each.organ.division_id for each in seen] == [NORTH]
    assert len(queries.deliveries(cast.league_handler, again(document))) == 2


def test_a_document_that_is_not_issued_says_so_at_its_top(cast):
    assert printing.sheet_of(drafted(cast), on=DAY).stage == "（拟稿，未签发）"
    assert printing.sheet_of(again(issued(cast)), on=DAY).stage == ""


def test_every_state_but_the_first_is_reached_by_a_move():
    assert {move.target for move in MOVES.values()} == set(State)
