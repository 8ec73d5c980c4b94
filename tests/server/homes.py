"""Homes for tests: settings over a temporary folder, free ports, nothing from the environment."""

from pathlib import Path

from nameplate.config.settings import Settings, load_settings


def settings_of(folder: Path, **variables: str) -> Settings:
    """Settings of a home in ``folder``; ``variables`` are ``NAMEPLATE_*`` without the prefix."""
    environment = {"NAMEPLATE_HOME": str(folder / "home"), "NAMEPLATE_PORT_BASE": "0"}
    environment |= {f"NAMEPLATE_{name.upper()}": value for name, value in variables.items()}
    return load_settings(environment)
