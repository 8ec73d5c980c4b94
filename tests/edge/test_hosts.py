"""Host names and what answers them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.edge.hosts import Authority, HostTable, Later, parse_authority
from tests.fakes.wires import FakeWire


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("Contoso.Vault.Example", "contoso.vault.example", None),
        ("contoso.vault.example:8443", "contoso.vault.example", 8443),
        ("contoso.vault.example.", "contoso.vault.example", None),
        ("localhost:", "localhost", None),
        ("127.0.0.1:80", "127.0.0.1", 80),
        ("[::1]:443", "::1", 443),
        ("[::1]", "::1", None),
    ],
)
def test_an_authority_is_read(text: str, host: str, port: int | None) -> None:
    assert parse_authority(text) == Authority(host, port)


@pytest.mark.parametrize(
    "text",
    [
        *("", ":80", "a b", "a/b", "user@host", "a..b", "-a.b", "a:b", "a:99999", "a:-1", "::1"),
        *("a:\uff11", "a\x00", "[", "[]", "a" * 300, "x." * 131, "exa\u0301mple"),
    ],
)
def test_what_is_no_authority_is_refused(text: str) -> None:
    assert parse_authority(text) is None


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_an_authority_never_carries_what_could_mislead(text: str) -> None:
    authority = parse_authority(text)

    assert authority is None or not set(authority.host) & set(" /\\@?#%\r\n\x00")


def test_exact_names_come_before_suffixes_and_suffixes_take_one_label() -> None:
    exact, vaults = FakeWire("exact"), FakeWire("vaults")
    table = HostTable({"login.vault.example": exact}, {".vault.example": vaults})

    assert table.find("login.vault.example") is exact
    assert table.find("contoso.vault.example") is vaults
    assert table.find("a.contoso.vault.example") is None
    assert table.find("vault.example") is None
    assert table.find(".vault.example") is None


def test_a_default_answers_every_host_but_has_no_certificate() -> None:
    wire = FakeWire()
    table = HostTable(default=wire)

    assert table.find("anything.example") is wire
    assert not table.serves("anything.example")


def test_what_answers_later_is_built_once_and_when_it_is_asked() -> None:
    wires: list[FakeWire] = []

    def build() -> FakeWire:
        wires.append(FakeWire())
        return wires[-1]

    later = Later(build)
    table = HostTable({"a.example": later, "b.example": later}, {"example": Later(build)})

    assert table.serves("a.example")
    assert wires == []
    assert table.find("a.example") is table.find("b.example") is wires[0]
    assert len(wires) == 1
    table.build()
    assert len(wires) == 2
    assert table.find("c.example") is wires[1]
