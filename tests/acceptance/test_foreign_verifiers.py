"""Our tokens in others' hands, and others' tokens in ours."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.conftest import VAULT, allow
from tests.acceptance.environments import ROOT
from tests.running import Answer, Platform

AUDIENCE = "https://vault.azure.net"
HOST = VAULT.removeprefix("https://")


def app_token(platform: Platform, app: str = "web1", resource: str = AUDIENCE) -> str:
    """A token as the app gets it."""
    words = ("account", "get-access-token", "--resource", resource, "--app", app)
    return str(platform.json(*words)["accessToken"])


def claims_of(token: str) -> dict[str, str]:
    part = token.split(".")[1]
    claims: dict[str, str] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def verified_by(platform: Platform, *verifier: str) -> dict[str, str]:
    """What a foreign verifier says of an app's token."""
    token = app_token(platform)
    issuer = claims_of(token)["iss"]
    keys = f"https://login.microsoftonline.com/{platform.tenant_id}/discovery/v2.0/keys"
    done = platform.run(
        *("run", "--app", "web1", "--", *verifier, keys, issuer, AUDIENCE), stdin=token
    )
    shown: dict[str, str] = json.loads(done.stdout)
    assert shown["oid"] == claims_of(token)["oid"]
    return shown


def test_pyjwt_verifies_our_tokens(served: Platform, python_sdk: Path) -> None:
    program = ROOT / "conformance" / "python" / "verify.py"

    assert verified_by(served, str(python_sdk), str(program))["kid"]


def test_jose_verifies_our_tokens(served: Platform, node_sdk: Path) -> None:
    assert verified_by(served, "node", str(node_sdk / "verify.mjs"))["kid"]


def ask(platform: Platform, token: str) -> Answer:
    headers = [("Authorization", f"Bearer {token}")]
    return platform.send("GET", HOST, "/secrets?api-version=7.5", headers=headers)


def unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    return f"{header}.{token.split('.')[1]}."


def tampered(token: str) -> str:
    head, claims, signature = token.split(".")
    return f"{head}.{claims}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def shortened(token: str) -> str:
    return token[:-20]


@pytest.mark.parametrize("spoil", [unsigned, tampered, shortened, str.upper])
def test_the_vault_refuses_a_spoilt_token(served: Platform, spoil: Callable[[str], str]) -> None:
    good = app_token(served)
    assert ask(served, good).status == 200

    refused = ask(served, spoil(good))

    assert refused.status == 401
    assert refused.json()["error"]["code"] == "Unauthorized"
    assert (refused.header("WWW-Authenticate") or "").startswith("Bearer authorization=")


def test_the_vault_refuses_a_token_for_another_audience(served: Platform) -> None:
    refused = ask(served, app_token(served, resource="https://management.azure.com/"))

    assert refused.status == 401
    assert "AKV10022: Invalid audience" in refused.json()["error"]["message"]


def test_a_principal_that_was_switched_off_is_refused_at_once(served: Platform) -> None:
    served.run("webapp", "create", "-n", "leaver", "--assign-identity")
    allow(served, "leaver", "list")
    token = app_token(served, "leaver")
    assert ask(served, token).status == 200

    served.run("webapp", "identity", "remove", "-n", "leaver")

    assert ask(served, token).status == 401


def test_a_policy_that_was_removed_refuses_at_once(served: Platform) -> None:
    served.run("webapp", "create", "-n", "reader", "--assign-identity")
    allow(served, "reader", "list")
    token = app_token(served, "reader")
    assert ask(served, token).status == 200

    served.run("keyvault", "delete-policy", "-n", "acceptance", "--app", "reader")

    refused = ask(served, token)
    assert refused.status == 403
    assert refused.json()["error"]["code"] == "Forbidden"
