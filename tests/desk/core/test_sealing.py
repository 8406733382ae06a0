"""Sealed columns: nothing in clear at rest, nothing that opens elsewhere, every look with a reason."""

import base64
import copy
import json
import random
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from desk_ledger.models import Paper
from django.db import connection
from django.test.utils import isolate_apps

from mingjian.desk.core import ciphers, journal, sealing
from mingjian.desk.core.actions import NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry, Image
from mingjian.desk.core.sealing import SealedField, Spoilt, keyed_hash
from mingjian.wording import Refusal

pytestmark = pytest.mark.django_db
NUMBER = "150429199001011234"


@pytest.fixture(params=["aes", "sm4"])
def cipher(request, settings):
    settings.CIPHER = request.param
    return request.param


def made(number=NUMBER, **words):
    with journal.opened("test", Site()):
        return Paper.objects.create(number=number, number_hash=keyed_hash("number", number), **words)


def stored(paper):
    return Paper.objects.values_list("number", flat=True).get(pk=paper.pk)


def test_a_text_is_ciphertext_at_rest_and_text_in_its_row(cipher):
    paper = made()
    kept = stored(paper)
    assert kept.startswith(cipher[0] + "1:")
    assert NUMBER not in kept
    assert Paper.objects.get(pk=paper.pk).number == NUMBER == paper.number
    assert Paper.objects.defer("number").get(pk=paper.pk).number == NUMBER
    image = Image.objects.filter(row_key=_key(paper))
    assert NUMBER not in image.get().columns
    assert json.loads(image.get().columns)["number"] == f"t{kept}"


def _key(paper):
    return paper.pk.hex if connection.vendor == "sqlite" else str(paper.pk)


def test_nothing_and_empty_stay_what_they_are():
    paper = made(remark=None)
    assert Paper.objects.get(remark=None) == paper
    with journal.opened("test", Site()):
        paper.remark = ""
        paper.save()
    assert Paper.objects.get(remark="").remark == ""


def test_saving_a_row_that_was_only_read_leaves_the_ciphertext_alone():
    paper = Paper.objects.get(pk=made().pk)
    before = stored(paper)
    with journal.opened("test", Site()):
        paper.refresh_from_db()
        assert paper.number == NUMBER
        paper.title = "changed"
        paper.save()
        assert stored(paper) == before
        paper.number = "other"
        paper.save()
    assert stored(paper) != before
    assert Paper.objects.get(pk=paper.pk).number == "other"


def test_a_text_taken_from_another_row_is_sealed_for_its_own():
    one, other = made("one"), made("other")
    with journal.opened("test", Site()):
        other.number = one.number
        other.save()
        other.title = "again"
        Paper.objects.bulk_update([other], ["title"])
    assert Paper.objects.get(pk=other.pk).number == "one"


def test_many_are_written_at_once():
    papers = [Paper(number=f"number {n}") for n in range(5)]
    with journal.opened("test", Site()):
        Paper.objects.bulk_create(papers)
        for paper in papers:
            paper.number += " changed"
        Paper.objects.bulk_update(papers, ["number"])
    assert sorted(paper.number for paper in Paper.objects.all()) == [f"number {n} changed" for n in range(5)]


@pytest.mark.usefixtures("cipher")
def test_a_thousand_ciphertexts_in_other_rows_are_a_thousand_refusals():
    with journal.opened("test", Site()):
        Paper.objects.bulk_create(Paper(number=f"number {n}") for n in range(1000))
    papers = list(Paper.objects.values_list("pk", "number"))
    random.Random(7).shuffle(papers)
    refused = 0
    for (_, kept), (key, _) in pairwise([*papers, papers[0]]):
        with pytest.raises(Spoilt):
            ciphers.unseal(kept, "desk_ledger_paper", "number", str(key))
        refused += 1
    assert refused == 1000


def test_a_ciphertext_opens_in_no_other_column_and_under_no_other_key(cipher):
    paper = made(remark="remark")
    kept = stored(paper)
    place = ("desk_ledger_paper", "number", str(paper.pk))
    assert ciphers.unseal(kept, *place) == NUMBER
    raw = base64.b64decode(kept.split(":")[1])
    spoilt = [
        kept[:-4],
        kept[:10],
        "",
        "a1:",
        f"s1:{kept[3:]}" if cipher == "aes" else f"a1:{kept[3:]}",
        f"x1:{kept[3:]}",
        *(
            f"{kept[:3]}{base64.b64encode(raw[:n] + bytes([raw[n] ^ 1]) + raw[n + 1 :]).decode()}"
            for n in range(len(raw))
        ),
    ]
    for text in spoilt:
        with pytest.raises(Spoilt):
            ciphers.unseal(text, *place)
    with pytest.raises(Spoilt):
        ciphers.unseal(kept, "desk_ledger_paper", "remark", str(paper.pk))


def test_the_same_text_is_sealed_differently_each_time():
    sealed = {ciphers.seal("text", "t", "c", n % 2) for n in range(2000)}
    assert len({base64.b64decode(text.split(":")[1])[: ciphers.NONCE] for text in sealed}) == 2000


def test_a_sealed_column_is_neither_filtered_nor_updated_by_its_text():
    made()
    with pytest.raises(TypeError, match="keyed hash"):
        Paper.objects.filter(number=NUMBER).exists()
    with pytest.raises(TypeError, match="save its row"), journal.opened("test", Site()):
        Paper.objects.update(number="other")
    assert Paper.objects.filter(number_hash=keyed_hash("number", NUMBER)).exists()


def test_a_keyed_hash_depends_on_purpose_text_and_algorithm(settings):
    one = keyed_hash("number", NUMBER)
    assert one == keyed_hash("number", NUMBER)
    assert one != keyed_hash("account", NUMBER)
    assert keyed_hash("ab", "c") != keyed_hash("a", "bc")
    settings.CIPHER = "sm4"
    assert keyed_hash("number", NUMBER) != one
    assert len(one) == 64


def test_the_chinese_algorithms_are_those_of_their_standards():
    # GB/T 32905-2016 annex A.1 and GB/T 32907-2016 annex A.1
    sm3 = ciphers.hashes.Hash(ciphers.hashes.SM3())
    sm3.update(b"abc")
    assert sm3.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = ciphers.Cipher(ciphers.algorithms.SM4(key), ciphers.modes.ECB()).encryptor()
    assert block.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_revealing_asks_for_a_reason_and_is_written_down():
    paper = made()
    with pytest.raises(Refusal):
        sealing.reveal(paper, "number", Site(), reason=" ")
    with pytest.raises(NotAllowed):
        sealing.reveal(paper, "number", Site(), reason="a call", may=lambda _by, _row: False)
    lines = Entry.objects.count()
    assert sealing.reveal(paper, "number", Site(), reason="a call") == NUMBER
    entry = Entry.objects.order_by("-number")[0]
    assert Entry.objects.count() == lines + 1
    assert (entry.act, entry.subject, entry.reason) == (
        "reveal",
        f"desk_ledger_paper:{_key(paper)}",
        "a call",
    )
    assert json.loads(entry.within) == [["read number", entry.subject, "a call"]]
    assert NUMBER not in entry.within


def test_a_copy_of_a_row_keeps_its_text():
    paper = copy.copy(made())
    assert paper.number == NUMBER
    assert isinstance(paper.pk, UUID)
    assert Paper(pk=uuid4(), number="plain").number == "plain"


@isolate_apps("desk_ledger")
def test_a_row_without_a_key_of_its_own_cannot_have_a_sealed_column():
    class Numbered(sealing.models.Model):
        text = SealedField()

        class Meta:
            app_label = "desk_ledger"

    assert [error.id for error in Numbered.check()] == ["core.E001"]
