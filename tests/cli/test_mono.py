"""Mono's store is filled once for each bundle."""

from pathlib import Path

import pytest

from nameplate.cli.failures import CommandFailure
from nameplate.cli.mono import sync_mono
from nameplate.config.home import Home, prepare


def test_cert_sync_runs_once_for_a_bundle(tmp_path: Path) -> None:
    home = prepare(Home(tmp_path / "home"))
    tool = tmp_path / "cert-sync"
    tool.write_text('#!/bin/sh\necho "$3" >> "$XDG_CONFIG_HOME/ran"\n')
    tool.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:/bin:/usr/bin",
        "SSL_CERT_FILE": "/b1.pem",
        "XDG_CONFIG_HOME": str(home.mono_config),
    }
    sync_mono(home, environment)
    sync_mono(home, environment)
    sync_mono(home, {**environment, "SSL_CERT_FILE": "/b2.pem"})
    assert (home.mono_config / "ran").read_text() == "/b1.pem\n/b2.pem\n"


def test_without_mono_the_sentence_names_the_tool(tmp_path: Path) -> None:
    home = prepare(Home(tmp_path / "home"))
    with pytest.raises(CommandFailure, match="cert-sync"):
        sync_mono(home, {"PATH": str(tmp_path), "SSL_CERT_FILE": "/b.pem"})
