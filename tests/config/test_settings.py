"""Settings: layers, origins and refusals that tell what is accepted."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.config.catalogue import SETTINGS
from nameplate.config.errors import ConfigurationError
from nameplate.config.settings import Settings, effective, load_settings


def load(tmp_path: Path, toml: str = "", **more: str) -> Settings:
    home = tmp_path / "home"
    home.mkdir(mode=0o700, exist_ok=True)
    (home / "nameplate.toml").write_text(toml)
    return load_settings({"NAMEPLATE_HOME": str(home), **more})


def test_defaults_are_the_documented_ones(tmp_path: Path) -> None:
    found = load_settings({"NAMEPLATE_HOME": str(tmp_path / "absent")})
    assert (found.ports.https, found.ports.token, found.ports.proxy, found.ports.portal) == (
        8443,
        8141,
        8181,
        8140,
    )
    assert found.host == "127.0.0.1"
    assert found.default_group == "local"
    assert found.default_location == "westeurope"
    assert found.token_lifetime == 86_400
    assert found.domain is None
    assert not (tmp_path / "absent").exists()


def test_each_layer_overrides_the_one_below_and_is_remembered(tmp_path: Path) -> None:
    found = load(tmp_path, "default_group = 'file'\ntoken_lifetime = 600")
    assert found.default_group == "file"
    assert "nameplate.toml" in found.origins["default_group"]
    found = load(tmp_path, "default_group = 'file'", NAMEPLATE_DEFAULT_GROUP="variable")
    assert found.default_group == "variable"
    assert found.origins["default_group"] == "NAMEPLATE_DEFAULT_GROUP"
    environment = {
        "NAMEPLATE_HOME": str(tmp_path / "home"),
        "NAMEPLATE_DEFAULT_GROUP": "variable",
    }
    found = load_settings(environment, {"default_group": "flag", "host": None})
    assert found.default_group == "flag"
    assert found.origins["default_group"] == "--default-group"


def test_port_base_sets_four_ports_and_a_nearer_port_outranks_it(tmp_path: Path) -> None:
    found = load(tmp_path, "port_base = 9000\nproxy_port = 3128")
    assert (found.ports.https, found.ports.token, found.ports.proxy, found.ports.portal) == (
        9000,
        9001,
        3128,
        9003,
    )
    found = load(tmp_path, "https_port = 1", NAMEPLATE_PORT_BASE="0")
    assert (found.ports.https, found.ports.portal) == (0, 0)


def test_routes_of_several_layers_add_up(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "[routes]\n'a.blob.core.windows.net' = 'http://127.0.0.1:10000/a'",
        NAMEPLATE_ROUTES="*.servicebus.windows.net=real B.example=https://b.example/",
    )
    assert dict(found.routes) == {
        "a.blob.core.windows.net": "http://127.0.0.1:10000/a",
        "*.servicebus.windows.net": "real",
        "b.example": "https://b.example/",
    }


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("https_prot = 1", ["https_prot", "nameplate.toml", "https_port"]),
        ("https_port = '70000'", ["https_port", "from 0 to 65535"]),
        ("https_port = true", ["https_port", "whole number"]),
        ("tenant_id = 'x'", ["tenant_id", "GUID"]),
        ("msi2017_expires_on = 'never'", ["auto, epoch, date"]),
        ("issuer = 'http://x'", ["issuer", "https://"]),
        ("domain = 'a b'", ["domain", "DNS name"]),
        ("extra_audiences = 3", ["extra_audiences", "resource URIs"]),
        ("routes = {x = 'ftp://y'}", ["routes", "http(s)://"]),
        ("= 1", ["is not TOML"]),
    ],
)
def test_what_is_wrong_in_the_file_is_said_in_one_sentence(
    tmp_path: Path, toml: str, words: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, toml)
    text = str(caught.value)
    assert "\n" not in text
    for word in words:
        assert word in text


def test_an_unknown_variable_is_named_with_its_neighbour(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="did you mean NAMEPLATE_HTTPS_PORT"):
        load(tmp_path, NAMEPLATE_HTTP_PORT="1")


def test_effective_settings_name_their_origin_and_hide_what_is_secret(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        NAMEPLATE_MASTER_KEY="c2VjcmV0LW1hdGVyaWFs",
        HTTPS_PROXY="http://user:hush@proxy.example:3128",
    )
    lines = {line.name: line for line in effective(found)}
    assert lines["master_key"].origin == "NAMEPLATE_MASTER_KEY"
    assert lines["https_proxy"].value == "http://***@proxy.example:3128"
    shown = repr(list(lines.values())) + repr(found.master_key)
    assert "c2VjcmV0" not in shown
    assert "hush" not in shown
    assert {setting.name for setting in SETTINGS} - set(lines) == {"port_base"}


@settings(max_examples=100)
@given(
    name=st.sampled_from([setting.variable for setting in SETTINGS]),
    value=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
)
def test_any_text_is_read_or_refused_in_words(name: str, value: str) -> None:
    refusal = ""
    try:
        load_settings({"NAMEPLATE_HOME": "/nonexistent/home", name: value})
    except ConfigurationError as problem:
        refusal = str(problem)
    assert not refusal or name in refusal
