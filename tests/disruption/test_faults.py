"""Which requests faults meet, and what they count."""

from nameplate.disruption.fault import Surface
from nameplate.disruption.faults import Asker, Faults
from nameplate.disruption.spec import parse_fault

WEB1 = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/web1"
ANYBODY = Asker()


def met(faults: Faults, requests: int, asker: Asker = ANYBODY) -> list[int]:
    """The places, from 1, of the requests that were met."""
    asked = [faults.meeting(Surface.VAULT, "GET", asker) for _ in range(requests)]
    return [place for place, fault in enumerate(asked, 1) if fault is not None]


def faults_of(*texts: str) -> Faults:
    faults = Faults()
    for text in texts:
        faults.add(parse_fault(text))
    return faults


def test_times_after_and_every() -> None:
    assert met(faults_of("vault:429"), 3) == [1]
    assert met(faults_of("vault:429,times=2"), 4) == [1, 2]
    assert met(faults_of("vault:429,after=2"), 4) == [3]
    assert met(faults_of("vault:429,times=always,every=2"), 6) == [2, 4, 6]
    assert met(faults_of("vault:429,times=2,after=1,every=2"), 9) == [3, 5]


def test_another_surface_and_another_method_are_not_met() -> None:
    assert met(faults_of("token:429", "vault:429,method=PUT"), 2) == []


def test_of_several_the_first_that_is_due_meets_a_request() -> None:
    """The others count it, and keep what they have left."""
    faults = faults_of("vault:429,times=2", "vault:503,times=2")

    found = [faults.meeting(Surface.VAULT, "GET", ANYBODY) for _ in range(5)]

    assert [fault and fault.status for fault in found] == [429, 429, 503, 503, None]
    assert [(each.seen, each.met) for each in faults.all()] == [(5, 2), (5, 2)]


def test_a_fault_of_one_app_is_for_nobody_else() -> None:
    faults = Faults()
    faults.add(parse_fault("vault:429,times=always"), WEB1)

    assert met(faults, 1, Asker(frozenset((WEB1.lower(),)))) == [1]
    assert met(faults, 1, Asker(frozenset(("another",)))) == []
    assert met(faults, 1) == []


def test_a_token_that_was_challenged_stays_so_and_another_is_taken() -> None:
    faults = faults_of("vault:claims-challenge")

    assert met(faults, 2, Asker(token="first")) == [1, 2]
    assert met(faults, 2, Asker(token="second")) == []
    assert faults.all()[0].met == 1


def test_what_is_removed_says_what_it_did() -> None:
    faults = faults_of("vault:429", "token:429")
    first, second = faults.all()
    met(faults, 2)

    removed = faults.remove(first.id)

    assert removed is not None
    assert (removed.seen, removed.met) == (2, 1)
    assert faults.remove(first.id) is None
    assert faults.all() == (second,)


def test_whoever_is_interested_learns_which_surfaces_have_faults() -> None:
    told: list[frozenset[Surface]] = []
    faults = Faults(told.append)

    added = faults.add(parse_fault("vault:429"))
    faults.add(parse_fault("token:500"))
    faults.remove(added.id)
    faults.clear()

    both = frozenset((Surface.VAULT, Surface.TOKEN))
    assert told == [frozenset((Surface.VAULT,)), both, frozenset((Surface.TOKEN,)), frozenset()]
