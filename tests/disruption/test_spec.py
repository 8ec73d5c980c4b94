"""The grammar of faults: what it reads, and that whatever it refuses it refuses with the list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.disruption.fault import STATUSES, Effect, Fault, RetryAfter, Surface
from nameplate.disruption.spec import ACCEPTED, FaultSpecError, parse_fault

WORDS = st.sampled_from(
    [
        *Surface,
        *Effect,
        *map(str, STATUSES),
        ":",
        ",",
        "=",
        "times",
        "always",
        "after",
        "1",
        "seconds",
    ]
)


def test_a_fault_alone_meets_one_request() -> None:
    assert parse_fault("vault:429") == Fault("vault:429", Surface.VAULT, Effect.STATUS, status=429)


def test_every_key() -> None:
    fault = parse_fault(
        "token:503,times=always, after=2,every=3,method=get,retry-after=7,body=text"
    )

    assert fault.times is None
    assert (fault.after, fault.every, fault.method) == (2, 3, "GET")
    assert fault.retry_after == RetryAfter(7, "retry-after")
    assert fault.plain


def test_seconds_have_fractions() -> None:
    assert parse_fault("vault:slow,seconds=0.25").seconds == 0.25


def test_requests_to_the_authority_are_those_for_tokens() -> None:
    """Unless a method is named: discovery is read by GET."""
    assert parse_fault("authority:429").method == "POST"
    assert parse_fault("authority:429,method=GET").method == "GET"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("vault", "no ':'"),
        ("", "no ':'"),
        ("safe:429", "'safe' is no surface"),
        ("vault:418", "the status 418"),
        ("vault:breaks", "'breaks' is nothing that can happen"),
        ("vault:status", "'status' is nothing that can happen"),
        ("token:claims-challenge", "'claims-challenge' is for vault"),
        ("arm:expiring,seconds=3", "'expiring' is for token and authority"),
        ("vault:slow", "'slow' needs seconds=N"),
        ("vault:429,seconds=3", "'429' has no key 'seconds'"),
        ("vault:429,times", "'times' has no value"),
        ("vault:429,times=0", "'0' is no value of 'times'"),
        ("vault:429,times=-1", "'-1' is no value of 'times'"),
        ("vault:429,times=\u0665", "is no value of 'times'"),
        ("vault:429,every=0", "'0' is no value of 'every'"),
        ("vault:429,method=BREW", "'BREW' is no value of 'method'"),
        ("vault:429,body=xml", "'xml' is no value of 'body'"),
        ("vault:slow,seconds=1e9", "'1e9' is no value of 'seconds'"),
        ("vault:slow,seconds=99999", "'99999' is no value of 'seconds'"),
        ("vault:429,times=1,times=2", "'times' is given twice"),
        ("vault:429,retry-after=1,retry-after-ms=2", "beside another form"),
    ],
)
def test_what_is_no_fault_is_refused_with_all_that_is_accepted(text: str, problem: str) -> None:
    with pytest.raises(FaultSpecError) as refused:
        parse_fault(text)

    assert problem in str(refused.value)
    assert str(refused.value).endswith(ACCEPTED)


@settings(max_examples=100)
@given(st.text(max_size=60) | st.lists(WORDS, max_size=12).map("".join))
def test_any_text_is_a_fault_or_is_refused(text: str) -> None:
    try:
        fault = parse_fault(text)
    except FaultSpecError:
        return
    assert parse_fault(fault.text) == fault
    assert fault.times is None or fault.times > 0
    assert fault.every > 0


@settings(max_examples=100)
@given(
    surface=st.sampled_from(list(Surface)),
    status=st.sampled_from(STATUSES),
    times=st.integers(1, 10**6) | st.none(),
    after=st.integers(0, 10**6),
    every=st.integers(1, 10**6),
)
def test_what_is_written_is_read(
    surface: Surface, status: int, times: int | None, after: int, every: int
) -> None:
    text = f"{surface}:{status},every={every},after={after},times={times or 'always'}"

    fault = parse_fault(text)

    assert (fault.surface, fault.status) == (surface, status)
    assert (fault.times, fault.after, fault.every) == (times, after, every)
