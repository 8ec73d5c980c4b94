"""A person signs in with a device code, in Microsoft's own libraries, and stays signed in."""

from pathlib import Path
from typing import Final

from tests.acceptance.conftest import VAULT
from tests.acceptance.environments import ROOT
from tests.running import Platform

PROGRAM: Final = ROOT / "conformance" / "python" / "device_code.py"


def test_msal_and_the_sdk_sign_a_person_in(served: Platform, python_sdk: Path) -> None:
    """Device flow, ID token, silent refresh, a region's authority, and a vault as that person."""
    approve = (str(served.command), "account", "device-code", "approve", "--yes", "--code")

    done = served.run(
        *("run", "--app", "web1", "--", str(python_sdk), str(PROGRAM), VAULT, *approve),
        seconds=120,
    )

    assert done.stdout.rstrip().endswith("device code: ok")
