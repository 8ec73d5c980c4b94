"""A person signs in with a browser, in Microsoft's own libraries: plain ``az login``."""

from pathlib import Path
from typing import Final

from tests.acceptance.environments import ROOT
from tests.running import Platform

PROGRAM: Final = ROOT / "conformance" / "python" / "browser_sign_in.py"
NAME: Final = "browser@nameplate.localhost"
PASSWORD: Final = "Correct-Horse-7"


def test_msal_and_the_sdk_sign_a_person_in(served: Platform, python_sdk: Path) -> None:
    """The page, PKCE, form_post to loopback, Graph as that person, the operator, a password."""
    words = ("--display-name", "Bea", "--user-principal-name", NAME, "--password", PASSWORD)
    served.run("ad", "user", "create", *words)
    approve = (str(served.command), "account", "device-code", "approve", "--yes", "--code")

    done = served.run(
        *("run", "--app", "web1", "--", str(python_sdk), str(PROGRAM), NAME, *approve),
        stdin=PASSWORD,
        seconds=120,
    )

    assert done.stdout.rstrip().endswith("browser: ok")
