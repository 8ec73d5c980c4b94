"""Tokens are kept until five minutes before they expire, and asked for once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from nameplate_client.cache import MOST, REFRESH_BEFORE, TRY_AGAIN_AFTER, TokenCache
from nameplate_client.result import AppAuthenticationResult


class Times:
    """A clock, and a platform that counts what it gave."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.given = 0
        self.down = False

    def __call__(self) -> float:
        return self.now

    def obtain(self) -> AppAuthenticationResult:
        if self.down:
            raise ConnectionError("down")
        self.given += 1
        return AppAuthenticationResult(f"token-{self.given}", int(self.now) + 3_600, "r")


def token_of(cache: TokenCache, times: Times, *, force: bool = False) -> str:
    return cache.get("key", times.obtain, force=force).access_token


def test_a_token_is_kept_until_five_minutes_before_it_expires() -> None:
    times = Times()
    cache = TokenCache(times)

    assert token_of(cache, times) == "token-1"
    times.now += 3_600 - REFRESH_BEFORE - 1
    assert token_of(cache, times) == "token-1"
    times.now += 1
    assert token_of(cache, times) == "token-2"


def test_a_forced_refresh_is_kept_for_the_others() -> None:
    times = Times()
    cache = TokenCache(times)
    token_of(cache, times)

    assert token_of(cache, times, force=True) == "token-2"
    assert token_of(cache, times) == "token-2"


def test_an_old_token_bridges_an_outage_until_it_expires() -> None:
    times = Times()
    cache = TokenCache(times)
    token_of(cache, times)
    times.down = True
    times.now += 3_500

    assert token_of(cache, times) == "token-1"
    times.down = False
    assert token_of(cache, times) == "token-1", "the next try waits"
    times.now += TRY_AGAIN_AFTER
    assert token_of(cache, times) == "token-2"


def test_an_expired_token_bridges_nothing() -> None:
    times = Times()
    cache = TokenCache(times)
    token_of(cache, times)
    times.down = True
    times.now += 3_600

    with pytest.raises(ConnectionError):
        token_of(cache, times)


def test_a_forced_refresh_that_fails_says_so() -> None:
    times = Times()
    cache = TokenCache(times)
    token_of(cache, times)
    times.down = True

    with pytest.raises(ConnectionError):
        token_of(cache, times, force=True)


def test_callers_at_the_same_time_share_one_request() -> None:
    times = Times()
    cache = TokenCache(times)
    begun, released = threading.Event(), threading.Event()

    def slow() -> AppAuthenticationResult:
        begun.set()
        released.wait(10)
        return times.obtain()

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(cache.get, "key", slow) for _ in range(8)]
        begun.wait(10)
        released.set()
        tokens = {future.result().access_token for future in futures}

    assert tokens == {"token-1"}
    assert times.given == 1


def test_a_failure_reaches_everybody_and_is_not_kept() -> None:
    times = Times()
    cache = TokenCache(times)
    times.down = True
    with pytest.raises(ConnectionError):
        token_of(cache, times)
    times.down = False

    assert token_of(cache, times) == "token-1"


def test_the_cache_is_bounded() -> None:
    times = Times()
    cache = TokenCache(times)

    for number in range(MOST + 5):
        cache.get(number, times.obtain)

    assert cache.peek(0) is None
    assert cache.peek(MOST + 4) is not None


def test_a_forked_child_waits_for_nobody() -> None:
    times = Times()
    cache = TokenCache(times)
    cache._lock.acquire()

    cache.forget_flights()

    assert token_of(cache, times) == "token-1"
