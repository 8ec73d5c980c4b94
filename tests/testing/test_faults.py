"""Faults while a block lasts."""

import urllib.error

import pytest

from nameplate.disruption.spec import FaultSpecError
from nameplate.testing.platform import Platform
from tests.testing import asking


def test_a_fault_lasts_as_long_as_its_block(platform: Platform) -> None:
    platform.activate(platform.webapp("web1"))
    with platform.fault("token:429,times=2") as fault:
        for _ in range(2):
            with pytest.raises(urllib.error.HTTPError, match="429"):
                asking.token()
        asking.token()
        assert repr(fault) == "<fault token:429,times=2: met 2 of 3>"
    asking.token()
    assert (fault.met, fault.seen) == (2, 3)


def test_a_fault_of_one_app(platform: Platform) -> None:
    one, two = platform.webapp("one"), platform.webapp("two")
    with platform.fault("token:500,times=always", app=one) as fault:
        with two.activated():
            asking.token()
        with one.activated(), pytest.raises(urllib.error.HTTPError, match="500"):
            asking.token()
    assert fault.seen == 1


def test_what_is_no_fault_says_what_is(platform: Platform) -> None:
    with pytest.raises(FaultSpecError, match="SURFACE:WHAT"), platform.fault("vault:no"):
        pass
