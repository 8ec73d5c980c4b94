"""Azure Machine Learning: 2017-09-01 alone, and never a date (``protocols.md`` A.4)."""

import pytest

from nameplate.managed_identity.azure_ml import HEADERS
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from tests.fakes.workloads import VAULT, installation

TARGET = f"/azureml/msi/token?api-version=2017-09-01&resource={VAULT}"


@pytest.mark.parametrize("style", list(ExpiresOnFormat))
async def test_the_time_is_in_seconds_whatever_the_setting(style: ExpiresOnFormat) -> None:
    house = await installation(style=style)

    body = (await house.ask(TARGET, headers={"secret": house.secret})).json()

    assert body["expires_on"].isdecimal()
    assert body["client_id"] == house.system.app_id.upper()


@pytest.mark.parametrize("selector", ["clientid=", "clientid={0}", "client_id={0}"])
async def test_a_client_id_has_the_old_spelling(selector: str) -> None:
    """An empty one is absent: it stands for the system-assigned identity."""
    house = await installation()
    target = f"{TARGET}&{selector.format(house.system.app_id)}"

    answer = await house.ask(target, headers={"Secret": house.secret, "Metadata": "true"})

    assert answer.json()["client_id"] == house.system.app_id.upper()


async def test_a_user_assigned_identity_is_chosen() -> None:
    house = await installation()
    target = f"{TARGET}&clientid={house.shared.app_id}"

    answer = await house.ask(target, headers={"secret": house.secret})

    assert answer.json()["client_id"] == house.shared.app_id.upper()


async def test_another_version_and_another_header_are_refused() -> None:
    house = await installation()
    newer = TARGET.replace("2017-09-01", "2019-08-01")

    assert (await house.ask(newer, headers={"secret": house.secret})).status == 400
    assert (await house.ask(TARGET, headers={"X-IDENTITY-HEADER": house.secret})).status == 401
    assert list(HEADERS.values()) == ["secret"]
