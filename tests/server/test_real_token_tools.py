"""What a run asks for real tokens, with programs that stand in for az and azd."""

from pathlib import Path

import pytest

from nameplate.config.settings import load_settings
from nameplate.process.tool_runner import ToolRunner
from nameplate.server.real_token_tools import tools_of
from nameplate.workload.developer_tools import NoRealToken
from nameplate.workload.real_tokens import TokenTool
from tests.fakes.clock import FakeClock

ARM = "https://management.azure.com/"
AZ = """#!/bin/sh
echo '{"accessToken": "'"$AZURE_CONFIG_DIR $*"'", "expires_on": 1795478453}'
"""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    (tmp_path / "az").write_text(AZ)
    (tmp_path / "az").chmod(0o755)
    return tmp_path


async def asked(programs: Path, tool: TokenTool, resource: str = ARM, **more: str) -> str:
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "NAMEPLATE_HOME": str(programs), **more}
    settings = load_settings(environment, {})
    with ToolRunner() as runner:
        ask = tools_of(settings, environment, FakeClock(1e9), runner)[tool]
        return (await ask(resource)).text.reveal()


async def test_az_runs_in_the_developers_own_environment(programs: Path) -> None:
    said = await asked(programs, TokenTool.AZURE_CLI, AZURE_CONFIG_DIR="/mine")
    assert said == f"/mine account get-access-token --output json --resource {ARM}"


async def test_what_is_absent_says_so(programs: Path) -> None:
    with pytest.raises(NoRealToken, match=r"azd.* is not installed, or not on PATH"):
        await asked(programs, TokenTool.AZD)
    with pytest.raises(NoRealToken, match="set AZURE_TENANT_ID"):
        await asked(programs, TokenTool.ENVIRONMENT)


async def test_an_authority_that_does_not_answer_is_named(programs: Path) -> None:
    who = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": "geheim"}
    with pytest.raises(NoRealToken, match=r"localhost cannot be reached") as caught:
        await asked(
            programs, TokenTool.ENVIRONMENT, **who, AZURE_AUTHORITY_HOST="https://localhost:1"
        )
    assert "geheim" not in str(caught.value)
