"""Who signs in while Entra's recordings are played: an application of ours, and the operator."""

from typing import Final
from urllib.parse import quote

from tests.fidelity.scenarios.scenario import SetupFailed
from tests.running import Platform

GRAPH: Final = "graph.microsoft.com"
ADMIN: Final = "admin.nameplate.localhost"


def create_application(platform: Platform, name: str) -> tuple[str, str]:
    """An application with a client secret, made through Graph: client id and secret."""
    made = _graph(platform, "applications", {"displayName": name})
    client_id = str(made["appId"])
    _graph(platform, "servicePrincipals", {"appId": client_id})
    wanted = {"passwordCredential": {"displayName": "fidelity"}}
    added = _graph(platform, f"applications/{made['id']}/addPassword", wanted)
    return client_id, str(added["secretText"])


def create_principal(platform: Platform, name: str) -> str:
    """A service principal without credentials; its object id."""
    made = _graph(platform, "applications", {"displayName": name})
    return str(_graph(platform, "servicePrincipals", {"appId": made["appId"]})["id"])


def _graph(platform: Platform, path: str, document: object) -> dict[str, object]:
    answer = platform.call(
        GRAPH, "POST", f"/v1.0/{path}", document, resource="https://graph.microsoft.com"
    )
    if answer.status >= 300:
        raise SetupFailed(f"Graph {path}: {answer.status} {answer.body[:200]!r}")
    made: dict[str, object] = answer.json()
    return made


def approve(platform: Platform, user_code: str) -> None:
    """What a person does on the page that a device code names."""
    answer = platform.call(ADMIN, "POST", f"/devices/{quote(user_code)}/approve")
    if answer.status >= 300:
        raise SetupFailed(f"device code: {answer.status} {answer.body[:200]!r}")
