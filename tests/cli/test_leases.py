"""A lease is renewed while a run lives, and no longer; a failure does not end it."""

from pathlib import Path
from threading import Event

from nameplate.cli.connection import Connection
from nameplate.cli.failures import CommandFailure
from nameplate.cli.leases import renewed
from tests.fakes.operator_api import FakeOperatorApi, connection_over


def test_it_is_renewed_again_and_again_on_a_connection_of_its_own(tmp_path: Path) -> None:
    shared = connection_over(FakeOperatorApi(tmp_path), tmp_path)
    seen: list[Connection] = []
    thrice = Event()

    def renew(own: Connection) -> None:
        seen.append(own)
        if len(seen) == 3:
            thrice.set()
        raise CommandFailure("the server is busy")

    with renewed(shared, renew, every=0.001):
        assert thrice.wait(10)
    count = len(seen)

    assert all(own.api is not shared.api for own in seen)
    assert not Event().wait(0.02)
    assert len(seen) == count


def test_a_short_run_renews_nothing(tmp_path: Path) -> None:
    seen: list[Connection] = []

    with renewed(connection_over(FakeOperatorApi(tmp_path), tmp_path), seen.append, every=60):
        pass

    assert seen == []
