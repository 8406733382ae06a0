"""Who is related to whom in a demonstration, and which findings therefore do not exist for whom."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from mingjian.desk.core.actor import Site
from mingjian.desk.demonstration.players import Player, Players, data
from mingjian.desk.findings.models import Finding, Named
from mingjian.desk.people.actions.persons import know_person, record_kin
from mingjian.desk.people.models import Account, Person

SITE = Site("demonstration")


def tie_players(players: Players) -> list[dict[str, str]]:
    """Record the ties among the officers; each as accounts and persons."""
    made = []
    for tie in data()["ties"]:
        one, other = players.by_user.get(tie["of"]), players.by_user.get(tie["relative"])
        if one and other:
            made.append(_tied(one, other.person, tie["tie"], other.part.user))
    return made


def tie_to_named(players: Players) -> list[dict[str, str]]:
    """Give officers a relative who is named in a finding that their office owns; each as persons and the finding."""
    made, taken = [], set[UUID]()
    for tie in data()["kin_named"]:
        player = players.by_user.get(tie["of"])
        finding = _about_a_person(player, taken) if player else None
        if player is None or finding is None:
            continue
        taken.add(finding.pk)
        relative = know_person(SITE, number=finding.subject)
        made.append({**_tied(player, relative, tie["tie"], ""), "finding": str(finding.pk)})
    return made


def named_players(players: Players) -> list[dict[str, str]]:
    """Which findings name which of the officers themselves."""
    keys = {player.person.identity_key: player for player in players.by_user.values()}
    rows = Named.objects.filter(person_hash__in=keys).values_list("person_hash", "finding_id")
    return [
        {"user": keys[key].part.user, "person_id": str(keys[key].person.pk), "finding": str(pk)}
        for key, pk in rows
    ]


def _about_a_person(player: Player, taken: set[UUID]) -> Finding | None:
    """A finding about a natural person that the player's office owns, and that names nobody with an account."""
    held = Account.objects.everything(reason="a demonstration").filter(
        person__identity_key=OuterRef("person_hash")
    )
    officers = Named.objects.filter(Exists(held), finding=OuterRef("pk"))
    every = Finding.objects.everything(reason="a demonstration")
    mine = every.filter(owner_code=player.part.place, subject_kind="person").exclude(pk__in=taken)
    return mine.exclude(Exists(officers)).order_by("-fen", "finding_id").first()


def _tied(player: Player, relative: Person, tie: str, user: str) -> dict[str, str]:
    record_kin(SITE, person=player.person, relative=relative, tie=tie, source="演示")
    return {
        "user": player.part.user,
        "person_id": str(player.person.pk),
        "relative": user,
        "relative_id": str(relative.pk),
        "tie": tie,
    }
