"""Nameplate inside a test: a platform in this process, as a pytest fixture or by hand.

``plugin``      the fixtures; loaded by pytest in every suite, so that it loads nothing itself
``platform``    the platform: apps, vaults, faults, a clock, and what was asked of it
``activation``  an app's environment in this process, and back

Composition like ``server``, which it starts; no Azure SDK is needed or touched.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nameplate.testing.public import App, Identity, Platform, Secret, Seen, Vault

__all__ = ["App", "Identity", "Platform", "Secret", "Seen", "Vault"]


def __getattr__(name: str) -> Any:
    """Load what is named when it is named: a suite that names nothing loads nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from nameplate.core.collector import paused  # noqa: PLC0415 - see above

    with paused():
        from nameplate.testing import public  # noqa: PLC0415 - see above

    return getattr(public, name)
