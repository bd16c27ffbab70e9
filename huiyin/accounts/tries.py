"""How often a sign-in may go wrong, and for whom: guessing never locks a browser that is known.

A browser that the person has signed in with has a budget of its own. All others share one for
each name, slow down, and are refused for a while. Names and addresses are kept as keyed digests;
unknown names count like known ones, so the answers tell nothing.

Who guesses codes has the password already: after one wrong code two in a row are asked for days.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from huiyin.accounts.models import KnownDevice, SignInFailure
from huiyin.privacy.keyring import keyring

WINDOW = timedelta(minutes=15)
DAY = timedelta(days=1)
OF_A_DEVICE = 10
OF_A_NAME_FROM_A_SOURCE = 10
OF_A_NAME = 15
"""Wrong tries from unknown browsers, after which they are refused for a whole window."""
OF_A_SOURCE = 60
SECONDS_A_DAY = 10
"""Wrong second factors in a day, for one device or for all unknown ones of a name."""
ONE_AGAIN = timedelta(days=4)
"""So long after a wrong one a single code is not enough: the next must be given with it."""
AT_ONCE = 3
LONGEST_PAUSE = timedelta(seconds=42)
NOT_NOW = timedelta(0)


@dataclass(frozen=True)
class Trier:
    """Who tries to sign in: under which name, from which source, on which known device."""

    name: bytes
    source: bytes
    device: KnownDevice | None

    @classmethod
    def of(cls, username: str, *, source: str, device: KnownDevice | None) -> "Trier":
        """The trier, as the digests that are kept."""
        return cls(_digest("username", username), _digest("source", source), device)


def hold(trier: Trier, *, from_anywhere: bool = False) -> None:
    """Let the tries of one device, or of one source for a name, come one after another.

    With `from_anywhere` those of all unknown browsers of a name: only for who knows the password,
    or a stranger could keep the person waiting.
    """
    source = b"" if from_anywhere else trier.source
    whose = trier.device.id.bytes if trier.device else trier.name + source
    key = int.from_bytes(_digest("turn", whose.hex())[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def pause_before(trier: Trier, *, at: datetime) -> timedelta:
    """How long this trier must wait before the next try is looked at; zero: not at all."""
    if trier.device is not None:
        own = SignInFailure.objects.filter(device=trier.device, at__gt=at - DAY)
        failures = list(own.order_by("-at").values_list("at", "second"))
        recent = [when for when, _second in failures if when > at - WINDOW]
        seconds = [when for when, second in failures if second]
        return max(
            _until_free(recent, OF_A_DEVICE, WINDOW, at),
            _until_free(seconds, SECONDS_A_DAY, DAY, at),
        )
    return max(_pause_of_name(trier, at), _pause_of_source(trier, at))


def needs_two(trier: Trier, *, at: datetime) -> bool:
    """Whether a code went wrong not long ago here, so that two in a row are asked now."""
    return _wrong_codes(trier).filter(device=trier.device, at__gt=at - ONE_AGAIN).exists()


def guessed_elsewhere(trier: Trier, *, since: datetime) -> int:
    """How many wrong codes others tried who know the password: in other browsers, elsewhere."""
    others = _wrong_codes(trier).filter(at__gt=since).exclude(device=trier.device)
    if trier.device is None:
        strangers = _wrong_codes(trier).filter(at__gt=since, device=None)
        others |= strangers.exclude(source_digest=trier.source)
    return others.count()


def note_failure(trier: Trier, *, at: datetime, second: bool = False) -> None:
    """Count a wrong password, or with `second` a wrong second factor."""
    SignInFailure.objects.create(
        username_digest=trier.name,
        source_digest=trier.source,
        device=trier.device,
        second=second,
        at=at,
    )


def forget(trier: Trier) -> None:
    """Forget what this trier got wrong on the way to a whole sign-in.

    Not the wrong codes of unknown browsers: from now on this one is known, and somebody else at
    the same source would have a code to guess for each sign-in.
    """
    failures = SignInFailure.objects.filter(username_digest=trier.name, device=trier.device)
    if trier.device is None:
        failures = failures.filter(source_digest=trier.source, second=False)
    failures.delete()


def forget_all(username: str) -> None:
    """Forget everything that went wrong under a name: password or second factor are new."""
    SignInFailure.objects.filter(username_digest=_digest("username", username)).delete()


def forget_old(*, at: datetime) -> int:
    """Delete the failures that count for nothing any more; how many."""
    passwords = Q(second=False, at__lte=at - DAY)
    return SignInFailure.objects.filter(passwords | Q(at__lte=at - ONE_AGAIN)).delete()[0]


def _wrong_codes(trier: Trier) -> QuerySet[SignInFailure]:
    return SignInFailure.objects.filter(username_digest=trier.name, second=True)


def _pause_of_name(trier: Trier, at: datetime) -> timedelta:
    of_name = SignInFailure.objects.filter(
        username_digest=trier.name, device=None, at__gt=at - DAY
    ).order_by("-at")
    failures = list(of_name.values_list("at", "second", "source_digest"))
    recent = [(when, source) for when, _second, source in failures if when > at - WINDOW]
    anywhere = [when for when, _source in recent]
    here = [when for when, source in recent if bytes(source) == trier.source]
    seconds = [when for when, second, _source in failures if second]
    return max(
        _growing(anywhere, at),
        _rest([when for when, _second, _source in failures], at),
        _until_free(here, OF_A_NAME_FROM_A_SOURCE, WINDOW, at),
        _until_free(seconds, SECONDS_A_DAY, DAY, at),
    )


def _pause_of_source(trier: Trier, at: datetime) -> timedelta:
    of_source = SignInFailure.objects.filter(
        source_digest=trier.source, device=None, at__gt=at - WINDOW
    ).order_by("-at")
    newest = list(of_source.values_list("at", flat=True)[:OF_A_SOURCE])
    return _until_free(newest, OF_A_SOURCE, WINDOW, at)


def _growing(newest_first: list[datetime], at: datetime) -> timedelta:
    """A pause that doubles with each failure after the first few."""
    beyond = len(newest_first) - AT_ONCE
    if beyond < 0 or not newest_first:
        return NOT_NOW
    pause = min(timedelta(seconds=2**beyond), LONGEST_PAUSE)
    return max(newest_first[0] + pause - at, NOT_NOW)


def _rest(newest_first: list[datetime], at: datetime) -> timedelta:
    """A whole window after too many failures; tries that are refused do not prolong it."""
    if len(newest_first) < OF_A_NAME:
        return NOT_NOW
    newest = newest_first[0]
    is_burst = newest - newest_first[OF_A_NAME - 1] < WINDOW
    return max(newest + WINDOW - at, NOT_NOW) if is_burst else NOT_NOW


def _until_free(
    newest_first: list[datetime], most: int, window: timedelta, at: datetime
) -> timedelta:
    """How long until fewer than `most` failures lie in the window."""
    if len(newest_first) < most:
        return NOT_NOW
    return max(newest_first[most - 1] + window - at, NOT_NOW)


def _digest(what: str, value: str) -> bytes:
    said = f"huiyin sign-in {what}\x00{value}".encode(errors="surrogatepass")
    return hmac.digest(keyring().index_key, said, "sha256")
