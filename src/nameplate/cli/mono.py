"""Mono keeps its trusted roots in a store of its own, below ``XDG_CONFIG_HOME``."""

from collections.abc import Mapping

from nameplate.cli.failures import CommandFailure
from nameplate.config.home import Home
from nameplate.process.tool import ToolFailed, run_tool


def sync_mono(home: Home, environment: Mapping[str, str]) -> None:
    """Fill Mono's store from the child's bundle, unless it was filled from this one."""
    bundle = environment["SSL_CERT_FILE"]
    home.mono_config.mkdir(mode=0o700, exist_ok=True)
    mark = home.mono_config / "bundle"
    if mark.exists() and mark.read_text("utf-8") == bundle:
        return
    try:
        run_tool(("cert-sync", "--user", "--quiet", bundle), environment)
    except ToolFailed as problem:
        raise CommandFailure(f"--trust mono needs Mono's cert-sync: {problem}") from None
    mark.write_text(bundle, "utf-8")
