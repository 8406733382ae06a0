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
