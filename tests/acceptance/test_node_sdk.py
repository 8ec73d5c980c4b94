"""The SDK for JavaScript, and the founding document's Node.js example."""

import json
import shutil
import time
from pathlib import Path

import pytest

from tests.acceptance.conftest import VAULT
from tests.running import Platform


def test_every_operation(served: Platform, node_sdk: Path) -> None:
    done = served.run("run", "--app", "web1", "--", "node", str(node_sdk / "app.mjs"), VAULT)

    assert done.stdout.rstrip().endswith("javascript: ok")


def test_the_founding_documents_example(served: Platform, node_sdk: Path) -> None:
    """With the real ``request-promise``, unmodified but for its cut-off ending."""
    program = str(node_sdk / "get-token.cjs")
    resource = "https://vault.azure.net"

    done = served.run("run", "--app", "web1", "--", "node", program, resource, "2017-09-01")

    answer = json.loads(done.stdout)
    assert answer["resource"] == resource
    assert answer["token_type"] == "Bearer"
    assert answer["access_token"].count(".") == 2
    assert isinstance(answer["expires_on"], str)


def test_a_program_that_fetched_ends_at_once(served: Platform) -> None:
    """A connection that ``fetch`` keeps for four seconds must not keep the program."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    url = f"https://login.microsoftonline.com/{served.tenant_id}/discovery/v2.0/keys"
    program = f"const r = await fetch('{url}'); await r.json(); console.log(r.status);"

    began = time.monotonic()
    done = served.run(*("run", "--app", "web1", "--", "node", "--input-type=module", "-e", program))

    assert done.stdout == "200\n"
    assert time.monotonic() - began < 3.5
