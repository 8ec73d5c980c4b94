"""A secret in a header: one, right, and of a process that is still bound."""

import pytest

from nameplate.core.errors import Unauthorized
from nameplate.edge.http import Headers
from nameplate.managed_identity.header_secrets import bound_by_header
from tests.fakes.workloads import SITE, installation


async def test_the_right_secret_is_that_of_a_workload() -> None:
    house = await installation()
    headers = Headers([(b"secret", house.secret.encode())])

    binding = await bound_by_header(house.directory, headers, "secret", "Secret")

    assert binding.resource_id == SITE


@pytest.mark.parametrize(
    ("shown", "code"),
    [([], "MissingSecret"), ([b"no"], "WrongSecret"), ([b"a", b"b"], "DoubledSecret")],
)
async def test_anything_else_is_refused(shown: list[bytes], code: str) -> None:
    house = await installation()

    with pytest.raises(Unauthorized) as refused:
        await bound_by_header(
            house.directory, Headers([(b"secret", each) for each in shown]), "secret", "Secret"
        )

    assert refused.value.code == code
    assert "Secret" in refused.value.message
