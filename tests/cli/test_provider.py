"""The namespaces that are served."""

from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Nameplate


def test_namespaces_are_listed_and_shown(nameplate: Nameplate, made: Callable[..., Any]) -> None:
    names = [one["namespace"] for one in made("provider", "list")]
    assert "Microsoft.Web" in names
    web = made("provider", "show", "-n", "microsoft.web")
    assert web["registrationState"] == "Registered"
    assert "sites" in [one["resourceType"] for one in web["resourceTypes"]]
    assert nameplate("provider", "show", "-n", "Contoso.Cars").status != 0
