"""The bar shows each officer what opens for her, and nothing else."""

import pytest
from desk.cast import PARTS
from django.urls import reverse

from mingjian.desk.config.navigation import PARTS as ENTRIES
from mingjian.desk.config.navigation import entries

pytestmark = pytest.mark.django_db
OFFICERS = [name for name, _, _, _, role, _ in PARTS if role is not None]


@pytest.mark.parametrize("name", OFFICERS)
def test_every_entry_opens_for_whom_it_is_shown_to(cast, name):
    client = cast.client(name)
    addresses = [entry.address for entry in entries(getattr(cast, name), "/")]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )


def test_every_part_of_the_bar_has_an_address():
    assert [name for name in ENTRIES if not reverse(name)] == []


def shown(officer):
    return {entry.address for entry in entries(officer, "/")}


def test_an_administrator_sees_accounts_and_no_finding(cast):
    assert reverse("accounts") in shown(cast.sysadmin)
    assert reverse("findings") not in shown(cast.sysadmin)
    assert reverse("journal") in shown(cast.auditadmin)


def test_only_leagues_and_the_region_load_runs(cast):
    assert reverse("runs") in shown(cast.league_supervisor)
    assert reverse("runs") not in shown(cast.north_supervisor)


def test_the_longest_address_that_fits_is_the_current_one(cast):
    said = entries(cast.league_supervisor, reverse("questions") + "/7")
    assert [entry.address for entry in said if entry.is_current] == [reverse("questions")]
    assert [e.address for e in entries(cast.league_supervisor, "/") if e.is_current] == ["/"]


def test_nobody_who_is_not_signed_in_sees_a_bar(client):
    assert b'class="bar"' not in client.get(reverse("sign-in")).content


def test_a_real_site_lists_no_accounts_on_the_page_of_signing_in(client):
    assert "shown_accounts" not in (client.get(reverse("sign-in")).context or {})
