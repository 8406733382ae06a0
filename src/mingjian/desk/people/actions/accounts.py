"""Accounts: the system administrator makes and disables them, the security administrator gives them roles."""

from datetime import date, datetime

from django.utils import timezone

from mingjian.desk.core.actions import Conflict, action, founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.core.sealing import keyed_hash
from mingjian.desk.people import passwords, policies, second_factor
from mingjian.desk.people.kinds import AccountKind, Role, kind_for
from mingjian.desk.people.models import (
    Account,
    Device,
    Handover,
    OldPassword,
    OneTimeCode,
    Organ,
    Person,
    RoleTerm,
    SignedIn,
)
from mingjian.desk.people.models.accounts import Second
from mingjian.desk.people.officers import Officer

CODE = "one-time-code"


def code_key(account_id: object, code: str) -> str:
    """The keyed hash under which a one-time code of an account is kept."""
    return keyed_hash(CODE, f"{account_id}:{second_factor.bare_code(code)}")


@founding("account.make", may=policies.may_make_account)
def make_account(
    by: Actor,
    *,
    name: str,
    person: Person,
    organ: Organ,
    division: str,
    kind: AccountKind,
    now: datetime,
) -> Account:
    """Make an account that nobody can open yet: a handover gives it a password and a code."""
    if division != organ.division_id:
        raise ValueError("the policy was asked about another place than the organ's")
    return Account.objects.create(
        name=name.strip().lower(), person=person, organ=organ, kind=kind, made_at=now
    )


@action("account.disable", may=policies.may_disable)
def disable(account: Account, by: Officer, *, now: datetime) -> None:
    """Close an account for good: its roles end, its sessions die with the next request."""
    if account.disabled_at is not None:
        raise Conflict("该账户已停用。", "This account has been disabled already.")
    account.disabled_at = now
    account.password = ""
    end_sessions(account, now)
    account.save()
    running = RoleTerm.objects.filter(account=account, ended_at__isnull=True)
    running.update(ended_at=now, ended_by_id=by.person_id)
    Handover.objects.filter(account=account, confirmed_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=now
    )


@action("handover.ask", may=policies.may_ask_handover)
def ask_handover(account: Account, by: Officer, *, code: str, now: datetime, reason: str) -> Handover:
    """Ask that an account be opened or reset; the one who asks hands over the code, which opens nothing alone."""
    if not reason.strip():
        raise Conflict("请写明理由。", "Give a reason.")
    return Handover.objects.create(
        account=account,
        reason=reason,
        code_key=code_key(account.pk, code),
        asked_by_id=by.person_id,
        asked_at=now,
    )


@action("handover.confirm", may=policies.may_confirm)
def confirm_handover(handover: Handover, by: Officer, *, password: str, now: datetime) -> None:
    """Let a new password and the code hold, and nothing that opened the account before."""
    if handover.confirmed_at is not None or handover.withdrawn_at is not None:
        raise Conflict("该申请已办结。", "This request has been dealt with.")
    account = Account.objects.everything(reason="the account of a handover").select_for_update()
    opened = account.get(pk=handover.account_id)
    if opened.disabled_at is not None:
        raise Conflict("该账户已停用。", "This account has been disabled.")
    handover.confirmed_by_id = by.person_id
    handover.confirmed_at = now
    handover.save()
    _open_with(opened, passwords.kept(password), handover.code_key, now)


@action("handover.withdraw", may=policies.may_withdraw)
def withdraw_handover(handover: Handover, by: Actor, *, now: datetime) -> None:
    """Drop a request that has not been confirmed."""
    if handover.confirmed_at is not None or handover.withdrawn_at is not None:
        raise Conflict("该申请已办结。", "This request has been dealt with.")
    handover.withdrawn_at = now
    handover.save()


@founding("account.open_first", may=policies.may_open_first, also=("account",))
def open_first(by: Actor, *, account: Account, password: str, code: str, until: date, now: datetime) -> None:
    """Open the account of one of the first three administrators, with its role; only the site itself does this."""
    _open_with(account, passwords.kept(password), code_key(account.pk, code), now)
    RoleTerm.objects.create(
        account=account, kind=account.kind, role=account.kind, from_day=timezone.localdate(now), to_day=until
    )


@action("role.grant", may=policies.may_grant)
def grant_role(
    account: Account, by: Officer, *, role: Role, from_day: date, to_day: date, now: datetime
) -> RoleTerm:
    """Give an account a role for a term; Conflict where its kind cannot hold it. Its sessions die."""
    if kind_for(role) != account.kind:
        raise Conflict(
            "这类账户不能担任该角色：三员互斥，也不兼任业务角色。",
            "An account of this kind cannot hold this role: the three administrators exclude each other and the rest.",
        )
    if to_day < from_day:
        raise Conflict("截止日期早于起始日期。", "The last day is before the first one.")
    end_sessions(account, now)
    account.save()
    return RoleTerm.objects.create(
        account=account,
        kind=account.kind,
        role=role,
        from_day=from_day,
        to_day=to_day,
        granted_by_id=by.person_id,
    )


@action("role.end", may=policies.may_end_role)
def end_role(term: RoleTerm, by: Officer, *, now: datetime) -> None:
    """End a role at once; the sessions of its account die."""
    if term.ended_at is not None:
        raise Conflict("该角色已结束。", "This role has ended already.")
    term.ended_at = now
    term.ended_by_id = by.person_id
    term.save()
    account = Account.objects.everything(reason="the account of a role").select_for_update()
    held = account.get(pk=term.account_id)
    end_sessions(held, now)
    held.save()


def _open_with(account: Account, password: str, code: str, now: datetime) -> None:
    if account.password:
        OldPassword.objects.create(account=account, password=account.password, until=now)
    account.password = password
    account.password_set_at = now
    account.must_change = True
    account.second = Second.NONE
    end_sessions(account, now)
    account.save()
    Device.objects.filter(account=account).delete()
    OneTimeCode.objects.filter(account=account, used_at__isnull=True).update(used_at=now)
    OneTimeCode.objects.create(
        account=account, purpose=OneTimeCode.HANDED, number=1, code_key=code, made_at=now
    )


def end_sessions(account: Account, now: datetime) -> None:
    """Let every session of an account die with its next request."""
    account.epoch += 1
    SignedIn.objects.filter(account=account, ended_at__isnull=True).update(ended_at=now)
