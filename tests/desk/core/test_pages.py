"""The pages of the mechanism itself."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from mingjian.desk.core import http
from mingjian.desk.core.actions import Conflict

pytestmark = pytest.mark.django_db


def test_the_site_says_that_it_is_well():
    assert Client().get("/healthz").json() == {"ok": True}


def test_a_language_is_remembered_and_the_reader_returns_to_the_page():
    answer = Client().post("/language", {"language": "en", "back": "/healthz"})
    assert (answer.status_code, answer.url, answer.cookies["language"].value) == (302, "/healthz", "en")


def test_nobody_is_sent_to_another_site():
    answer = Client().post("/language", {"language": "en", "back": "//elsewhere.example/"})
    assert answer.url == "/"


def test_every_answer_carries_the_headers_also_where_nothing_was_found():
    answer = Client().get("/no-such-page")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
    for name, value in http.HEADERS.items():
        assert answer.headers[name] == value
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_view_that_declares_nothing_opens_for_nobody():
    def forgotten(_request):
        return HttpResponse("open")

    door = http.door(forgotten)
    with pytest.raises(http.Http404):
        door.process_view(RequestFactory().get("/"), forgotten, (), {})


def test_a_move_that_no_longer_fits_is_answered_with_its_reason():
    door = http.door(HttpResponse)
    answer = door.process_exception(RequestFactory().get("/"), Conflict("已销号", "It is closed."))
    assert answer.status_code == 409
    assert "已销号" in answer.content.decode()
    assert door.process_exception(RequestFactory().get("/"), ValueError()) is None


TYPED = {"because": "入户核实，属实", "outcome": "confirmed", "key": "0" * 32, "finding": ["a", "b"]}


def stale(data, address="/findings/settle", **headers):
    """What comes back for a form whose token is no longer good."""
    return Client(enforce_csrf_checks=True).post(address, data, headers=headers)


def test_an_expired_form_of_our_own_keeps_what_was_typed_and_is_sent_again():
    answer = stale(TYPED, origin="http://testserver")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "入户核实，属实" in page
    assert 'action="/findings/settle"' in page
    for name, value in (("outcome", "confirmed"), ("finding", "a"), ("finding", "b"), ("key", "0" * 32)):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_an_expired_form_goes_to_the_whole_of_its_address():
    page = stale(TYPED, "/findings/settle?from=1&to=2", origin="http://testserver").content.decode()
    assert 'action="/findings/settle?from=1&amp;to=2"' in page


@pytest.mark.parametrize(
    ("data", "origin"),
    [
        (TYPED, "http://elsewhere.example"),
        (TYPED, ""),
        ({"name": "admin", "password": "秘密 口令"}, "http://testserver"),
    ],
)
def test_a_form_from_elsewhere_or_with_a_secret_is_not_offered_again(data, origin):
    page = stale(data, **({"origin": origin} if origin else {})).content.decode()
    assert "重新提交</button>" not in page
    assert "秘密" not in page


def test_a_move_that_no_longer_fits_shows_what_was_typed():
    asked = RequestFactory().post("/", {"reason": "请先入户", "to": "5"})
    answer = http.door(HttpResponse).process_exception(asked, Conflict("已销号", "It is closed."))
    assert "请先入户" in answer.content.decode()
