"""NO_PROXY without what would pass us by."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.workload.no_proxy import ALWAYS, for_direct_mode, rebuilt, served_or_refused

VAULT = AZURE_PUBLIC.vault_host("contoso")
PARENT = AZURE_PUBLIC.vault_suffix.partition(".")[2]


@pytest.mark.parametrize(
    "entry",
    [
        "*",
        VAULT,
        f"{VAULT}:443",
        AZURE_PUBLIC.vault_suffix,
        f".{AZURE_PUBLIC.vault_suffix}",
        f"*.{AZURE_PUBLIC.vault_suffix}",
        PARENT,
        f".{PARENT}",
        PARENT.rpartition(".")[2],
        AZURE_PUBLIC.authority_host.upper(),
        f"x.{AZURE_PUBLIC.refused_suffixes[0]}",
        "",
        ".",
    ],
)
def test_what_hides_our_names_is_dropped(entry: str) -> None:
    assert rebuilt([entry], AZURE_PUBLIC) == ",".join(ALWAYS)


@pytest.mark.parametrize(
    "entry", ["corp.example", ".corp.example", "10.0.0.0/8", "10.1.2.3", "host:8080", "fe80::1"]
)
def test_the_rest_is_kept_as_it_was_written(entry: str) -> None:
    assert rebuilt([entry], AZURE_PUBLIC) == ",".join((*ALWAYS, entry))


def test_nothing_stands_twice() -> None:
    assert rebuilt(["localhost", "a.example", "a.example"], AZURE_PUBLIC) == (
        "localhost,127.0.0.1,::1,a.example"
    )


def test_in_direct_mode_our_own_names_go_straight_to_us() -> None:
    cloud = own_cloud("id.contoso.example", 8443)
    entries = for_direct_mode(["*.corp.example"], cloud).split(",")
    assert set(ALWAYS) <= set(entries)
    assert "vault.id.contoso.example" in entries  # without a dot: Go takes that for itself too
    assert "*.corp.example" in entries


def test_the_hook_gets_every_name_that_the_proxy_decides_about() -> None:
    names = served_or_refused(AZURE_PUBLIC)
    assert AZURE_PUBLIC.vault_suffix in names
    assert set(AZURE_PUBLIC.refused_suffixes) <= set(names)
    assert AZURE_PUBLIC.admin_host not in names


def _passes(entry: str, host: str) -> bool:
    """Whether a client that knows ``NO_PROXY`` would pass the proxy by for a host."""
    bare = entry.removeprefix("*").strip(".").lower().partition(":")[0]
    return entry == "*" or (bool(bare) and (host == bare or host.endswith(f".{bare}")))


@settings(max_examples=100)
@given(
    st.lists(
        st.text(alphabet="abcnetuzrvlo.*-", max_size=20)
        | st.sampled_from(["net", "*", ".net", PARENT, f"*.{PARENT}", VAULT])
    )
)
def test_no_entry_that_is_kept_passes_a_vault_by(entries: list[str]) -> None:
    kept = rebuilt(entries, AZURE_PUBLIC).split(",")
    assert not any(_passes(entry, VAULT) for entry in kept)
