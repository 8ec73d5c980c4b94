"""The table of routes: what is ours, an emulator's, the real service's, or nobody's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.edge.routes import Emulator, Place, read_routes

AZURITE = "devstoreaccount1.blob.core.windows.net"

TABLE = read_routes(
    {
        AZURITE: "http://127.0.0.1:10000/devstoreaccount1/",
        "*.servicebus.windows.net": "real",
        "*.queue.core.windows.net": "https://queues.example",
    },
    AZURE_PUBLIC,
)


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("contoso.vault.azure.net", Place.OURS),
        ("Login.MicrosoftOnline.com.", Place.OURS),
        (AZURITE, Place.EMULATOR),
        ("a.queue.core.windows.net", Place.EMULATOR),
        ("a.servicebus.windows.net", Place.OUTSIDE),
        ("a.b.servicebus.windows.net", Place.OUTSIDE),
        ("a.b.queue.core.windows.net", Place.NOWHERE),
        ("servicebus.windows.net", Place.NOWHERE),
        ("other.blob.core.windows.net", Place.NOWHERE),
        ("azure.com", Place.NOWHERE),
        ("notazure.com", Place.OUTSIDE),
        ("www.example.org", Place.OUTSIDE),
        ("127.0.0.1", Place.OUTSIDE),
    ],
)
def test_each_name_has_one_place(host: str, place: Place) -> None:
    assert TABLE.place(host) is place


def test_an_emulator_has_an_address_and_a_prefix() -> None:
    assert TABLE.emulator(AZURITE) == Emulator("http", "127.0.0.1", 10000, "/devstoreaccount1")
    assert TABLE.emulator("a.queue.core.windows.net") == Emulator(
        "https", "queues.example", 443, ""
    )
    assert TABLE.emulator("a.servicebus.windows.net") is None
    assert TABLE.emulated == (AZURITE, "*.queue.core.windows.net")


def test_the_nearer_pattern_wins() -> None:
    table = read_routes(
        {"*.core.windows.net": "real", "*.blob.core.windows.net": "http://127.0.0.1:1"},
        AZURE_PUBLIC,
    )

    assert table.place("a.blob.core.windows.net") is Place.EMULATOR
    assert table.place("a.table.core.windows.net") is Place.OUTSIDE


@pytest.mark.parametrize(
    ("pattern", "target", "sentence"),
    [
        ("", "real", "a pattern is"),
        ("*", "real", "a pattern is"),
        ("a.*.azure.net", "real", "a pattern is"),
        ("http://a.azure.net", "real", "a pattern is"),
        ("contoso.vault.azure.net", "real", "serves that name itself"),
        ("*.vault.azure.net", "real", "serves that name itself"),
        ("login.microsoftonline.com", "http://127.0.0.1:1", "serves that name itself"),
        ("www.example.org", "http://127.0.0.1:1", "no name of the cloud's"),
        (AZURITE, "ftp://127.0.0.1", "http:// or https://"),
        (AZURITE, "127.0.0.1:10000", "http:// or https://"),
        (AZURITE, "http://", "http:// or https://"),
        (AZURITE, "http://a:99999", "not a URL"),
        (AZURITE, "http://a/?x=1", "no query"),
        (AZURITE, "http://me:pw@a/", "no query, fragment or user"),
    ],
)
def test_a_route_that_is_wrong_says_why(pattern: str, target: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_routes({pattern: target}, AZURE_PUBLIC)


def test_an_own_cloud_refuses_nothing() -> None:
    table = read_routes({}, own_cloud("localhost", 8443))

    assert table.place("contoso.vault.localhost") is Place.OURS
    assert table.place("contoso.vault.azure.net") is Place.OUTSIDE
    assert table.port == 8443


@given(st.text("ab.", max_size=10), st.sampled_from(AZURE_PUBLIC.refused_suffixes))
@settings(max_examples=100)
def test_no_name_of_the_cloud_leaves_without_a_route(label: str, suffix: str) -> None:
    table = read_routes({}, AZURE_PUBLIC)

    assert table.place(f"{label}.{suffix}") is not Place.OUTSIDE


def test_names_that_pass_are_the_networks_unless_a_route_says_otherwise() -> None:
    table = read_routes({"a.blob.core.windows.net": "http://127.0.0.1:1"}, AZURE_PUBLIC).passing(
        lambda host: host.endswith(("windows.net", "management.azure.com"))
    )

    assert table.place("Management.Azure.com.") is Place.OUTSIDE
    assert table.place("b.blob.core.windows.net") is Place.OUTSIDE
    assert table.place("a.blob.core.windows.net") is Place.EMULATOR
    assert table.place("contoso.vault.azure.net") is Place.OURS


def test_a_route_says_whether_an_emulator_sees_real_tokens() -> None:
    table = read_routes(
        {AZURITE: "real-tokens+http://127.0.0.1:1/x", "*.azconfig.io": "http://127.0.0.1:2"},
        AZURE_PUBLIC,
    )

    found = table.emulator(AZURITE)
    assert found is not None
    assert (found.scheme, found.prefix, found.real_tokens) == ("http", "/x", True)
    assert table.kept_from_real_tokens == ("*.azconfig.io",)
