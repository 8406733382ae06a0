"""Tokens of the API: everybody makes and ends his own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from mingjian.desk.core.actions import Conflict, action
from mingjian.desk.core.actor import Actor
from mingjian.desk.people import policies
from mingjian.desk.people.kinds import Scope
from mingjian.desk.people.models import Account, Token

MOST = 10  # at a time
LONGEST = timedelta(days=90)


@action("token.make", may=policies.is_own)
def make_token(
    account: Account,
    by: Actor,
    *,
    token_key: str,
    name: str,
    scopes: Sequence[Scope],
    days: int,
    now: datetime,
) -> Token:
    """Let a token act for the account within some scopes, for at most 90 days; only its keyed hash is kept."""
    if not name.strip():
        raise Conflict("请写明令牌的用途。", "Say what the token is for.")
    if not scopes:
        raise Conflict("请至少选择一项权限。", "Choose at least one scope.")
    lasts = timedelta(days=days)
    if not timedelta(0) < lasts <= LONGEST:
        raise Conflict("令牌的有效期为1至90天。", "A token holds for 1 to 90 days.")
    living = Token.objects.filter(
        account=account, epoch=account.epoch, ended_at__isnull=True, expires_at__gt=now
    )
    if living.count() >= MOST:
        raise Conflict(f"最多同时有{MOST}个令牌；请先终止一个。", f"At most {MOST} at a time: end one first.")
    return Token.objects.create(
        account=account,
        epoch=account.epoch,
        name=name.strip()[:60],
        token_key=token_key,
        scopes=sorted({Scope(scope).value for scope in scopes}),
        made_at=now,
        expires_at=now + lasts,
    )


@action("token.end", may=policies.may_end_token)
def end_token(token: Token, by: Actor, *, now: datetime) -> None:
    """End a token at once."""
    if token.ended_at is None:
        token.ended_at = now
        token.save()
