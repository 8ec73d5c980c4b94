"""The founding document's C# example, compiled with Debian's Mono."""

import json
import shutil
from pathlib import Path

import pytest

from tests.acceptance.environments import ROOT, call
from tests.running import Platform


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("mcs") is None or shutil.which("mono") is None:
        pytest.skip("Mono is not installed")
    made = tmp_path_factory.mktemp("mono") / "GetToken.exe"
    source = ROOT / "conformance" / "csharp" / "GetToken.cs"
    call("mcs", "-r:System.Net.Http.dll", f"-out:{made}", source)
    return made


def test_the_founding_documents_example(served: Platform, program: Path) -> None:
    resource = "https://vault.azure.net"

    done = served.run("run", "--app", "web1", "--", "mono", str(program), resource, "2017-09-01")

    answer = json.loads(done.stdout)
    assert answer["resource"] == resource
    assert answer["access_token"].count(".") == 2
