"""Signing in: what an account does with its own password, second factor and sessions, and failures at the door."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from mingjian.desk.core.actions import Conflict, action, founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.people import lock_out, passwords, policies, second_factor
from mingjian.desk.people.actions.accounts import code_key, end_sessions
from mingjian.desk.people.models import Account, Device, Failures, OldPassword, OneTimeCode, SignedIn
from mingjian.desk.people.models.accounts import Second
from mingjian.wording import Refusal


@founding("sign-in.fail", may=policies.may_count_failures)
def count_failure(by: Actor, *, keys: Sequence[tuple[str, int]], now: datetime) -> None:
    """Count one more failure under each key, which is locked from its number of tries on."""
    fresh = [Failures(key=key, count=0, since=now) for key, _ in keys]
    Failures.objects.bulk_create(fresh, ignore_conflicts=True)
    # Who fails at the same time waits for the other here, so that no failure is lost.
    locked = Failures.objects.select_for_update().filter(key__in=dict(keys)).order_by("key")
    for row in locked:
        before = lock_out.Count(row.count, row.since, row.locked_until)
        after = lock_out.after_failure(before, dict(keys)[row.key], now)
        row.count, row.since, row.locked_until = after.count, after.since, after.locked_until
        row.save()


@action("sign-in.pass", may=policies.is_own)
def begin_session(
    account: Account, by: Actor, *, browser: str, forgiven: Sequence[str], now: datetime
) -> SignedIn:
    """Let an account in: note the session, and forget the failures under the given keys."""
    Failures.objects.filter(key__in=forgiven).delete()
    return SignedIn.objects.create(account=account, epoch=account.epoch, browser=browser, began_at=now)


@action("sign-in.end", may=policies.may_end_session)
def end_session(session: SignedIn, by: Actor, *, now: datetime) -> None:
    """Sign out, here or from afar."""
    if session.ended_at is None:
        session.ended_at = now
        session.save()


@action("password.set", may=policies.is_own)
def set_password(account: Account, by: Actor, *, password: str, now: datetime) -> None:
    """Change one's own password; all sessions die. Refusal where the profile of the site does not take it."""
    demands = passwords.profile(settings.PASSWORD_PROFILE)
    wrong = passwords.faults(password, account.name, demands)
    if wrong:
        raise Refusal("".join(fault.zh for fault in wrong), " ".join(fault.en for fault in wrong))
    earlier = OldPassword.objects.filter(account=account)[: demands.kept]
    if passwords.was_one_of(password, [account.password, *(old.password for old in earlier)]):
        raise Refusal("不能再用以前用过的密码。", "A password that was used before cannot come back.")
    if account.password:
        OldPassword.objects.create(account=account, password=account.password, until=now)
    account.password = passwords.kept(password)
    account.password_set_at = now
    account.must_change = False
    end_sessions(account, now)
    account.save()


@action("device.choose", may=policies.is_own)
def choose_authenticator(account: Account, by: Actor, *, secret: str) -> None:
    """Keep the secret of a new authenticator, which counts from its first code on."""
    device = Device.objects.filter(account=account).first()
    if device and device.confirmed_at is not None:
        raise Conflict("已绑定验证器。", "An authenticator has been set up already.")
    Device.objects.update_or_create(account=account, defaults={"secret": secret, "last_step": 0})


@action("device.confirm", may=policies.is_own)
def confirm_authenticator(
    account: Account,
    by: Actor,
    *,
    step: int,
    recovery: Sequence[str],
    now: datetime,
) -> None:
    """Let an authenticator count from now on; recovery codes come with it. All sessions die."""
    device = _device(account)
    if device.confirmed_at is not None:
        raise Conflict("已绑定验证器。", "An authenticator has been set up already.")
    device.confirmed_at = now
    device.last_step = step
    device.save()
    _take_new_codes(account, OneTimeCode.RECOVERY, recovery, now)
    account.second = Second.AUTHENTICATOR
    end_sessions(account, now)
    account.save()


@action("device.drop", may=policies.is_own)
def drop_second_factor(account: Account, by: Actor, *, now: datetime) -> None:
    """Give up one's second factor, to set up another at once; all sessions die."""
    Device.objects.filter(account=account).delete()
    OneTimeCode.objects.filter(account=account, used_at__isnull=True).update(used_at=now)
    account.second = Second.NONE
    end_sessions(account, now)
    account.save()


@action("codes.print", may=policies.is_own)
def take_printed_codes(account: Account, by: Actor, *, codes: Sequence[str], now: datetime) -> None:
    """Take a fresh sheet of one-time codes as second factor; what was left of the old one is void."""
    if account.second == Second.AUTHENTICATOR:
        raise Conflict("已绑定验证器。", "An authenticator has been set up already.")
    _take_new_codes(account, OneTimeCode.PRINTED, codes, now)
    if account.second != Second.PRINTED:
        account.second = Second.PRINTED
        end_sessions(account, now)
        account.save()


@action("codes.renew", may=policies.is_own)
def renew_recovery_codes(account: Account, by: Actor, *, codes: Sequence[str], now: datetime) -> None:
    """Take fresh recovery codes; the old ones are void."""
    if account.second != Second.AUTHENTICATOR:
        raise Conflict("请先绑定验证器。", "Set up an authenticator first.")
    _take_new_codes(account, OneTimeCode.RECOVERY, codes, now)


@action("code.take", may=policies.is_own)
def take_code(account: Account, by: Actor, *, typed: str, now: datetime) -> bool:
    """Take a code of the second factor, which is used up with it; False where it is none."""
    if account.second == Second.AUTHENTICATOR:
        device = _device(account)
        step = second_factor.step_of(typed, device.secret, device.last_step, now)
        if step is not None:
            device.last_step = step
            device.save()
            return True
    if not second_factor.bare_code(typed):
        return False
    unused = OneTimeCode.objects.filter(account=account, used_at__isnull=True)
    return unused.filter(code_key=code_key(account.pk, typed)).update(used_at=now) == 1


def _device(account: Account) -> Device:
    device = Device.objects.select_for_update().filter(account=account).first()
    if device is None:
        raise Conflict("尚未绑定验证器。", "No authenticator has been set up.")
    return device


def _take_new_codes(account: Account, purpose: str, codes: Sequence[str], now: datetime) -> None:
    OneTimeCode.objects.filter(account=account, used_at__isnull=True).update(used_at=now)
    OneTimeCode.objects.bulk_create(
        [
            OneTimeCode(
                account=account,
                purpose=purpose,
                number=number,
                code_key=code_key(account.pk, code),
                made_at=now,
            )
            for number, code in enumerate(codes, 1)
        ]
    )
