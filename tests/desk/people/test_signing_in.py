"""Signing in: a password and a code, each source counted for itself, sessions that end when they should."""

import hmac
import re
from base64 import b32decode, b32encode
from datetime import timedelta
from statistics import median
from time import process_time

import pytest
from desk.cast import MADE, NORTH, UNTIL
from django.test import Client, RequestFactory
from django.utils import timezone

from mingjian.desk.core import journal
from mingjian.desk.core.models import Entry, Image
from mingjian.desk.core.passwords import Argon2
from mingjian.desk.people import lock_out, passwords, second_factor, sessions, signing_in
from mingjian.desk.people.actions import accounts as acts
from mingjian.desk.people.actions import signing
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Account, Device, OneTimeCode, SignedIn

HANDED, CODE = "Zx8m-kk2m-Qp4w-Rt6y", "7KQ2M-X04TD"
OWN = "Steppe-wind-2026"


def opened(cast, name="north_handler"):
    """An account with a password and a code that two administrators have handed over."""
    now = timezone.now()
    handover = acts.ask_handover(cast.account(name), cast.sysadmin, code=CODE, now=now, reason="新人")
    acts.confirm_handover(handover, cast.secadmin, password=HANDED, now=now)
    return cast.account(name)


def post(client, address, **words):
    return client.post(address, words)


def code_of(account, ahead=0):
    """What the authenticator shows that has scanned the picture: RFC 6238, written down once more."""
    address = second_factor.address(Device.objects.get(account=account).secret, account.name, "明鉴")
    key = b32decode(re.search(r"secret=([A-Z2-7]+)", address).group(1))
    return oath(key, int(timezone.now().timestamp()) // 30 + ahead)


def oath(key, counter):
    mac = hmac.new(key, counter.to_bytes(8, "big"), "sha1").digest()
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def enrolled(cast, name="north_handler", client=None):
    """As above, with a password of her own and an authenticator; the browser is signed in."""
    account, client = opened(cast, name), client or Client()
    post(client, "/sign-in", name=account.name, password=HANDED)
    post(client, "/sign-in/second-factor", code=CODE)
    post(client, "/sign-in/password", password=OWN, again=OWN)
    post(client, "/sign-in/enrol", second="authenticator")
    page = post(client, "/sign-in/authenticator", code=code_of(account)).content.decode()
    post(client, "/sign-in/enter")
    codes = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", page)
    return cast.account(name), client, codes


def password_only(client, name="north-handler", password=OWN, **words):
    return client.post("/sign-in", {"name": name, "password": password}, **words)


# -- the way in -------------------------------------------------------------------------------------------------------
def test_the_first_time_leads_through_code_password_and_authenticator_to_the_desk(cast):
    account = opened(cast)
    client = Client()
    asked = client.get("/account")
    assert (asked.status_code, asked.url) == (302, "/sign-in?next=/account")
    steps = [
        post(client, "/sign-in", name=" North-Handler ", password=HANDED, next="/account"),
        post(client, "/sign-in/second-factor", code=CODE.lower()),
        post(client, "/sign-in/password", password=OWN, again=OWN),
        post(client, "/sign-in/enrol", second="authenticator"),
    ]
    assert [step.url for step in steps] == [
        "/sign-in/second-factor",
        "/sign-in/password",
        "/sign-in/enrol",
        "/sign-in/authenticator",
    ]
    assert client.get("/account").status_code == 302
    shown = post(client, "/sign-in/authenticator", code=code_of(account))
    assert len(re.findall(r"<code>[0-9A-Z]{5}-[0-9A-Z]{5}</code>", shown.content.decode())) == 10
    assert post(client, "/sign-in/enter").url == "/account"
    assert client.get("/account").status_code == 200


def test_who_has_no_telephone_prints_codes_and_uses_each_once(cast):
    account, client = opened(cast), Client()
    post(client, "/sign-in", name=account.name, password=HANDED)
    post(client, "/sign-in/second-factor", code=CODE)
    post(client, "/sign-in/password", password=OWN, again=OWN)
    sheet = post(client, "/sign-in/enrol", second="printed").content.decode()
    codes = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", sheet)
    assert len(codes) == len(set(codes)) == second_factor.PRINTED_CODES
    assert post(client, "/sign-in/enter").url == "/"
    for code, status in ((codes[0], 302), (codes[0], 403), (codes[1], 302)):
        again = Client()
        password_only(again)
        assert post(again, "/sign-in/second-factor", code=code).status_code == status


def test_no_page_of_signing_in_can_be_skipped(cast):
    opened(cast)
    client = Client()
    password_only(client, password=HANDED)
    for page in ("password", "enrol", "authenticator"):
        assert client.get(f"/sign-in/{page}").url == "/sign-in/second-factor"
    assert post(client, "/sign-in/enter").url == "/sign-in/second-factor"
    assert client.get("/sign-in/authenticator.svg").status_code == 404
    assert client.get("/account").status_code == 302


def test_the_secret_comes_as_a_picture_of_its_own_without_inline_anything(cast):
    account, client = opened(cast), Client()
    post(client, "/sign-in", name=account.name, password=HANDED)
    post(client, "/sign-in/second-factor", code=CODE)
    post(client, "/sign-in/password", password=OWN, again=OWN)
    post(client, "/sign-in/enrol", second="authenticator")
    picture = client.get("/sign-in/authenticator.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture.headers["Cache-Control"]
    assert picture.content.startswith(b"<?xml")
    page = client.get("/sign-in/authenticator").content.decode()
    assert not re.search(r"<script>|<style|style=|data:", page)
    secret = Device.objects.get(account=account).secret
    assert secret.encode() not in picture.content


def test_nobody_half_way_in_waits_longer_than_ten_minutes(cast):
    opened(cast)
    client = Client()
    password_only(client, password=HANDED)
    session = client.session
    half_way = session[sessions.HALF_WAY]
    session[sessions.HALF_WAY] = {**half_way, "since": half_way["since"] - 601}
    session.save()
    assert client.get("/sign-in/second-factor").url == "/sign-in"


def test_nobody_is_led_to_another_site(cast):
    opened(cast)
    client = Client()
    page = client.get("/sign-in?next=//elsewhere.example/").content.decode()
    assert 'name="next" value="/"' in page
    post(client, "/sign-in", name="north-handler", password=HANDED, next="https://elsewhere.example/")
    assert client.session[sessions.HALF_WAY]["next"] == "/"


# -- the code ---------------------------------------------------------------------------------------------------------
def test_a_code_is_taken_once_and_a_step_around_now(cast):
    account, _, _ = enrolled(cast)
    used = code_of(account)  # with it she enrolled
    for code, status in (
        (used, 403),
        (code_of(account, 3), 403),
        (code_of(account, 1), 302),
        (code_of(account), 403),
    ):
        client = Client()
        password_only(client)
        assert post(client, "/sign-in/second-factor", code=code).status_code == status


def test_a_recovery_code_stands_for_the_telephone_once(cast):
    _, _, codes = enrolled(cast)
    for status in (302, 403):
        client = Client()
        password_only(client)
        assert post(client, "/sign-in/second-factor", code=codes[3]).status_code == status


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
)
def test_codes_are_those_of_the_standard(at, code):
    secret = b32encode(b"12345678901234567890").decode()
    assert second_factor.code_at(secret, at // 30) == oath(b32decode(secret), at // 30) == code


def test_the_secret_in_the_picture_is_the_one_that_codes_are_made_of():
    secret = second_factor.new_secret()
    assert len(b32decode(secret)) == second_factor.SECRET_BYTES
    assert f"secret={secret}" in second_factor.address(secret, "north-handler", "明鉴")


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５６", "abcdef", " "])
def test_what_is_no_code_is_no_code(typed):
    assert second_factor.step_of(typed, second_factor.new_secret(), 0, MADE) is None


def test_one_time_codes_are_read_as_people_write_them():
    assert second_factor.bare_code("7kq2m x o4td".replace(" ", "-")) == "7KQ2MX04TD"
    assert second_factor.bare_code("7KQ2M") == ""
    codes = second_factor.new_codes(2000)
    assert len(set(codes)) == 2000
    assert all(len(second_factor.bare_code(code)) == second_factor.CODE_LENGTH for code in codes)


# -- lock-out ---------------------------------------------------------------------------------------------------------
def fail(times, source="10.0.0.1", name="north-handler", client=None, **words):
    answers = [
        (client or Client()).post(
            "/sign-in", {"name": name, "password": "wrong"}, REMOTE_ADDR=source, **words
        )
        for _ in range(times)
    ]
    return answers[-1].content.decode()


def is_let_try(source="10.0.0.1", client=None, **words):
    client = client or Client()
    answer = client.post(
        "/sign-in", {"name": "north-handler", "password": HANDED}, REMOTE_ADDR=source, **words
    )
    return answer.status_code == 302


def test_five_failures_from_one_source_make_it_wait(cast):
    opened(cast)
    assert str(signing_in.WRONG) in fail(4)
    assert str(signing_in.LOCKED) in fail(1)
    assert not is_let_try()


def test_another_source_cannot_lock_the_account(cast):
    opened(cast)
    for n in range(3):
        fail(5, source=f"10.0.7.{n}")
    assert is_let_try(source="10.0.0.1")


def test_a_colleague_behind_the_same_address_cannot_lock_a_known_browser(cast):
    _, client, _ = enrolled(cast)
    fail(7)
    answer = client.post("/sign-in", {"name": "north-handler", "password": OWN}, REMOTE_ADDR="10.0.0.1")
    assert answer.status_code == 302


def test_a_known_browser_is_counted_too(cast):
    _, client, _ = enrolled(cast)
    assert str(signing_in.LOCKED) in fail(5, client=client)
    answer = client.post("/sign-in", {"name": "north-handler", "password": OWN}, REMOTE_ADDR="10.0.0.1")
    assert answer.status_code == 403


def test_a_mark_of_one_account_is_none_for_another(cast):
    _, client, _ = enrolled(cast)
    request = RequestFactory().get("/")
    request.COOKIES = {lock_out.MARK: client.cookies[lock_out.MARK].value}
    assert lock_out.mark_of(request, "north-handler")
    assert not lock_out.mark_of(request, "north-approver")
    request.COOKIES = {lock_out.MARK: client.cookies[lock_out.MARK].value[:-1] + "x"}
    assert not lock_out.mark_of(request, "north-handler")


def test_what_a_sender_writes_into_forwarded_for_changes_nothing(cast):
    opened(cast)
    for n in range(5):
        fail(1, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}")
    assert not is_let_try(HTTP_X_FORWARDED_FOR="192.0.2.99")


def test_behind_a_proxy_of_ours_only_what_it_saw_counts(cast, settings):
    settings.TRUSTED_PROXIES = 1
    opened(cast)
    for n in range(5):
        fail(1, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}, 198.51.100.7")
    assert not is_let_try(HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.7")
    assert is_let_try(HTTP_X_FORWARDED_FOR="198.51.100.7, 198.51.100.8")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "source"),
    [
        (0, "192.0.2.1", "10.0.0.1"),
        (1, "192.0.2.1", "192.0.2.1"),
        (2, "192.0.2.9, 192.0.2.1, 10.1.1.1", "192.0.2.1"),
        (2, "192.0.2.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "2001:db8:1:2::5", "20010db800010002"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_a_source_is_what_the_outermost_proxy_saw(settings, proxies, forwarded, source):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert lock_out.source_of(request) == (source or "10.0.0.1")


def test_a_lock_ends_and_old_failures_are_forgotten():
    at, count = MADE, lock_out.Count(0, MADE, None)
    for _ in range(5):
        count = lock_out.after_failure(count, 5, at)
    assert count.is_locked(at + timedelta(minutes=14))
    assert not count.is_locked(at + timedelta(minutes=15))
    assert lock_out.after_failure(count, 5, at + timedelta(minutes=16)).count == 1
    four = lock_out.Count(4, at, None)
    assert lock_out.after_failure(four, 5, at + timedelta(minutes=16)).count == 1


def test_wrong_codes_lock_as_wrong_passwords_do(cast):
    enrolled(cast)
    client = Client()
    password_only(client)
    said = [post(client, "/sign-in/second-factor", code="000000").content.decode() for _ in range(5)]
    assert str(signing_in.LOCKED) in said[-1]
    assert password_only(Client()).status_code == 403


def test_an_unknown_account_is_answered_like_a_known_one(cast):
    opened(cast)
    known, unknown = fail(4), fail(4, name="nobody")
    hide = re.compile(
        r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|value="(north-handler|nobody)"'
    )
    assert hide.sub("", known) == hide.sub("", unknown)
    assert str(signing_in.LOCKED) in fail(1)
    assert str(signing_in.LOCKED) in fail(1, name="nobody")


def test_an_unknown_account_costs_as_much_as_a_known_one(cast):
    account = opened(cast)
    seconds = {"known": [], "unknown": [], "unopened": []}
    stored = {"known": account.password, "unknown": "", "unopened": ""}
    passwords.fits("warm", "")
    for _ in range(25):
        for name, password in stored.items():
            started = process_time()
            assert not passwords.fits("wrong", password)
            seconds[name].append(process_time() - started)
    medians = [median(each) for each in seconds.values()]
    assert max(medians) < 1.3 * min(medians), medians


def test_the_site_writes_down_failures_without_the_password_or_who_was_meant(cast):
    opened(cast)
    fail(1)
    entry = Entry.objects.order_by("-number").first()
    assert (entry.act, entry.actor) == ("sign-in.fail", "door")
    written = entry.reason + "".join(
        Image.objects.filter(entry=entry.number).values_list("columns", flat=True)
    )
    assert not re.search("wrong|north-handler|10\\.0\\.0\\.1", written)


def test_the_journal_keeps_no_password_and_no_secret_in_clear(cast):
    account, _, _ = enrolled(cast)
    written = "".join(Image.objects.values_list("columns", flat=True))
    assert "argon2" not in written
    assert Device.objects.get(account=account).secret not in written
    assert account.password.startswith("argon2")


# -- sessions ---------------------------------------------------------------------------------------------------------
def test_the_key_of_a_session_changes_at_each_step_of_signing_in(cast):
    account, client = opened(cast), Client()
    client.get("/sign-in")
    keys = [client.session.session_key]
    post(client, "/sign-in", name=account.name, password=HANDED)
    keys.append(client.session.session_key)
    post(client, "/sign-in/second-factor", code=CODE)
    post(client, "/sign-in/password", password=OWN, again=OWN)
    post(client, "/sign-in/enrol", second="printed")
    post(client, "/sign-in/enter")
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


def alive(client):
    return client.get("/account").status_code == 200


DEATHS = {
    "disabled": lambda cast: acts.disable(
        cast.account("north_handler"), cast.sysadmin, now=timezone.now(), reason="x"
    ),
    "another role": lambda cast: acts.grant_role(
        cast.account("north_handler"),
        cast.secadmin,
        role=Role.REVIEWER,
        from_day=MADE.date(),
        to_day=UNTIL,
        now=timezone.now(),
    ),
    "a role less": lambda cast: acts.end_role(
        acts.RoleTerm.objects.select_related("account__organ").get(account__name="north-handler"),
        cast.secadmin,
        now=timezone.now(),
    ),
    "another password": lambda cast: signing.set_password(
        cast.account("north_handler"),
        sessions.newcomer(cast.account("north_handler")),
        password=OWN,
        now=timezone.now(),
    ),
    "reset": opened,
    "another second factor": lambda cast: signing.drop_second_factor(
        cast.account("north_handler"), sessions.newcomer(cast.account("north_handler")), now=timezone.now()
    ),
}


@pytest.mark.parametrize("death", DEATHS)
def test_a_session_dies_at_once_when_the_account_changes(cast, death):
    client, other = cast.client("north_handler"), cast.client("north_approver")
    assert alive(client)
    DEATHS[death](cast)
    assert not alive(client)
    assert alive(other)


def test_a_session_dies_after_fifteen_idle_minutes_and_after_eight_hours(cast):
    now = timezone.now()
    client = cast.client("north_handler")
    store = client.session
    signed = SignedIn.objects.get(pk=store[sessions.SIGNED_IN])
    assert sessions.known(store, now + timedelta(minutes=14)).key == signed.pk
    assert sessions.known(store, now + timedelta(minutes=16)) is None
    store[sessions.SEEN] = int((now + timedelta(hours=7, minutes=59)).timestamp())
    assert sessions.known(store, now + timedelta(hours=7, minutes=59)).key == signed.pk
    store[sessions.SEEN] = int((now + timedelta(hours=8, minutes=1)).timestamp())
    assert sessions.known(store, now + timedelta(hours=8, minutes=1)) is None


def test_a_page_keeps_a_session_alive_with_at_most_one_write_a_minute(cast):
    client = cast.client("north_handler")
    seen = client.session[sessions.SEEN]
    client.get("/account")
    assert client.session[sessions.SEEN] == seen
    store = client.session
    store[sessions.SEEN] = seen - 300
    store.save()
    client.get("/account")
    assert client.session[sessions.SEEN] >= seen


def test_signing_out_ends_the_session_and_empties_the_browser(cast):
    client = cast.client("north_handler")
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.url) == (302, "/sign-in")
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert not alive(client)
    assert not SignedIn.objects.filter(account=cast.account("north_handler"), ended_at__isnull=True).exists()


def test_a_session_elsewhere_is_listed_and_ended_and_nobody_elses(cast):
    here, there = cast.client("north_handler"), cast.client("north_handler")
    stranger = cast.client("north_approver")
    assert here.get("/account").content.decode().count("/end") == 2
    away = there.session[sessions.SIGNED_IN]
    assert stranger.post(f"/account/sessions/{away}/end").status_code == 404
    assert here.post(f"/account/sessions/{away}/end").status_code == 302
    assert (alive(here), alive(there), alive(stranger)) == (True, False, True)


def test_an_officer_is_built_from_the_account_as_it_stands(cast):
    officer = sessions.officer_of(cast.account("north_handler"), MADE.date())
    assert (officer.person_id, officer.division, officer.label) == (
        cast.people["north_handler"],
        NORTH,
        "何北办",
    )


# -- one's own account ------------------------------------------------------------------------------------------------
def test_a_password_is_changed_with_the_present_one_and_other_sessions_end(cast):
    _, client, _ = enrolled(cast)
    other = cast.client("north_handler")
    words = {
        "password-present": "wrong",
        "password-password": "Winter-river-77",
        "password-again": "Winter-river-77",
    }
    assert client.post("/account/password", words).status_code == 422
    answer = client.post("/account/password", {**words, "password-present": OWN})
    assert (answer.status_code, alive(client), alive(other)) == (302, True, False)
    assert password_only(Client(), password=OWN).status_code == 403
    assert password_only(Client(), password="Winter-river-77").status_code == 302


def test_an_old_password_does_not_come_back(cast):
    _, client, _ = enrolled(cast)
    words = {"password-present": OWN, "password-password": HANDED, "password-again": HANDED}
    answer = client.post("/account/password", words)
    assert answer.status_code == 422
    assert "不能再用以前用过的密码" in answer.content.decode()


def test_fresh_recovery_codes_void_the_old_ones(cast):
    account, client, codes = enrolled(cast)
    page = client.post("/account/codes", {"codes-present": OWN}).content.decode()
    fresh = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", page)
    assert len(fresh) == 10
    by = sessions.newcomer(account)
    taken = [signing.take_code(account, by, typed=code, now=timezone.now()) for code in (codes[0], fresh[0])]
    assert taken == [False, True]


def test_another_second_factor_is_set_up_at_once(cast):
    account, client, _ = enrolled(cast)
    answer = client.post("/account/second-factor", {"second-present": OWN})
    assert answer.url == "/sign-in/enrol"
    assert not alive(client)
    post(client, "/sign-in/enrol", second="printed")
    assert post(client, "/sign-in/enter").url == "/account"
    assert Account.objects.everything(reason="test").get(pk=account.pk).second == "printed"
    assert OneTimeCode.objects.filter(account=account, used_at__isnull=True).count() == 40


# -- passwords --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "password", "fits"),
    [
        ("djbh3", "Steppe-wind-2026", True),
        ("djbh3", "steppe-2026", True),
        ("djbh3", "steppewind26", False),
        ("djbh3", "Short-1", False),
        ("djbh3", "My-north-handler-1", False),
        ("djbh3", "A" * 70 + "b1-" * 20, False),
        ("asvs", "a long walk over grass", True),
        ("asvs", "Short-2026", False),
        ("asvs", "password1234", False),
    ],
)
def test_a_profile_takes_or_refuses_a_password(name, password, fits):
    demands = passwords.profile(name)
    assert (passwords.faults(password, "north-handler", demands) == []) is fits


def test_a_password_grows_old_under_one_profile_and_not_under_the_other():
    later = MADE + timedelta(days=91)
    assert [passwords.profile(name).is_old(MADE, later) for name in ("djbh3", "asvs")] == [True, False]
    assert passwords.profile("djbh3").is_old(MADE, MADE + timedelta(days=89)) is False


def test_a_password_that_has_grown_old_is_changed_before_one_is_in(cast):
    account, _, _ = enrolled(cast)
    with journal.opened("test", signing_in.DOOR):
        Account.objects.everything(reason="test").filter(pk=account.pk).update(
            password_set_at=timezone.now() - timedelta(days=91)
        )
    client = Client()
    password_only(client)
    assert post(client, "/sign-in/second-factor", code=code_of(account, 1)).url == "/sign-in/password"


def test_a_password_costs_what_a_small_server_can_pay_and_no_less():
    assert (Argon2.time_cost, Argon2.memory_cost, Argon2.parallelism) == (2, 19 * 1024, 1)


def test_a_profile_that_there_is_not_is_refused():
    with pytest.raises(Exception, match="MINGJIAN_PASSWORDS"):
        passwords.profile("lax")


def test_passwords_to_hand_over_are_strong_and_never_the_same():
    drawn = [passwords.random() for _ in range(50)]
    assert len(set(drawn)) == 50
    assert all(
        passwords.faults(one, "", passwords.profile(name)) == []
        for one in drawn
        for name in passwords.profiles()
    )
