"""What a process remembers of sign-ins."""

from nameplate.authority.sign_in_memory import SignInMemory
from tests.fakes.clock import FakeClock


def test_it_is_all_empty_at_first() -> None:
    memory = SignInMemory(FakeClock())
    assert memory.devices.waiting("BCDF2345X") is None
    assert memory.pending.find("x", "y") is None
    assert memory.tries.begin("u")
