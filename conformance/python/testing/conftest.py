"""What every test begins with: an app that may read a secret."""

import pytest

from nameplate.testing import App, Platform


@pytest.fixture(scope="session")
def web1(nameplate_platform: Platform) -> App:
    nameplate_platform.vault("contoso").secret("db-password", "hunter2")
    return nameplate_platform.webapp("web1").allow(vault="contoso", secrets=["get"])
