"""Tokens of the API: made of chance, found again by a keyed hash, alive only as long as the account stays as it is."""

from datetime import datetime
from secrets import token_urlsafe

from django.http import HttpRequest

from mingjian.desk.core.sealing import keyed_hash
from mingjian.desk.people.models import Token

BEGINS = "mj_"  # so that one that lies about is known for what it is
CHANCE = 32  # bytes
BEARER = "bearer "


def new_token() -> str:
    """A fresh token."""
    return BEGINS + token_urlsafe(CHANCE)


def token_key(text: str) -> str:
    """The keyed hash under which a token is kept."""
    return keyed_hash("api-token", text)


def bearer_of(request: HttpRequest) -> str:
    """The token that a request carries; empty where it carries none."""
    said = request.headers.get("Authorization", "")
    return said[len(BEARER) :].strip() if said.lower().startswith(BEARER) else ""


def living(text: str, now: datetime) -> Token | None:
    """The token of that text; None where there is none, or it was ended, has expired, or its account has changed."""
    related = ("account__person", "account__organ__division")
    found = Token.objects.select_related(*related).filter(token_key=token_key(text)).first()
    if found is None or found.ended_at is not None or now >= found.expires_at:
        return None
    account = found.account
    return found if account.disabled_at is None and account.epoch == found.epoch else None
