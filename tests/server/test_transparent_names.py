"""What names mean in a network of a command's own."""

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.edge.dns import Question
from nameplate.edge.routes import read_routes
from nameplate.server.transparent_names import TransparentNames


class Asked:
    """Names with a table of routes, and what was said of them."""

    def __init__(self, **routes: str) -> None:
        self.told: list[tuple[str, str]] = []
        table = read_routes(routes, AZURE_PUBLIC)
        self._names = TransparentNames(
            AZURE_PUBLIC, table, lambda name, reason: self.told.append((name, reason))
        )

    def __call__(self, name: str, kind: int = 1) -> str | None:
        return self._names.resolve(Question(1, 0, name, kind, 1, b""))


@pytest.mark.parametrize(
    "name",
    [
        AZURE_PUBLIC.vault_host("contoso"),
        AZURE_PUBLIC.authority_host,
        AZURE_PUBLIC.graph_host,
        "localhost",
        "contoso.vault.localhost",
    ],
)
def test_what_is_served_is_on_loopback(name: str) -> None:
    asked = Asked()
    assert asked(name) == "127.0.0.1"
    assert asked.told == []


def test_what_an_emulator_stands_in_for_is_on_loopback() -> None:
    name = f"devstoreaccount1.blob.{AZURE_PUBLIC.storage_suffix}"
    asked = Asked(**{name: "http://127.0.0.1:10000/devstoreaccount1"})
    assert asked(name) == "127.0.0.1"


def test_another_name_is_not_found_and_said_once() -> None:
    asked = Asked()
    for kind in (1, 28, 1):
        assert asked("example.org", kind) is None
    assert asked.told == [
        ("example.org", "example.org is reached through HTTPS_PROXY only in transparent mode")
    ]


def test_a_name_of_the_real_cloud_is_refused_in_the_proxys_words() -> None:
    name = f"contoso.blob.{AZURE_PUBLIC.storage_suffix}"
    asked = Asked()
    assert asked(name) is None
    ((_, reason),) = asked.told
    assert "never passed on to the real cloud" in reason


@pytest.mark.parametrize("name", ["desk", "1.0.0.127.in-addr.arpa", "printer.local", ""])
def test_a_machines_own_questions_are_not_worth_a_word(name: str) -> None:
    asked = Asked()
    assert asked(name) is None
    assert asked.told == []
