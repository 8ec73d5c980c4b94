"""A process is told what the listeners really are."""

from hashlib import sha1
from pathlib import Path

import pytest

from nameplate.core.errors import BadRequest, Conflict
from nameplate.core.secret_value import SecretValue
from nameplate.directory.records import IdentityAssignment, WorkloadBinding
from nameplate.managed_identity.arc_challenges import ArcChallenges
from nameplate.server.endpoints import Endpoints
from nameplate.server.workload_sources import HOST, WorkloadSources
from tests.fakes.workloads import PLAIN_SITE, SITE, Installation, installation

CERTIFICATE = b"a certificate"
SECRET = SecretValue("A" * 32)


class FakeCertificates:
    def served(self, host: str) -> bytes:
        assert host == HOST
        return CERTIFICATE


class Told:
    """The sources over an installation, and a binding of a site."""

    def __init__(self, house: Installation, folder: Path) -> None:
        self.house = house
        self.sources = WorkloadSources(
            house.directory,
            Endpoints(8443, 8141, 8181),
            FakeCertificates(),
            ArcChallenges(house.clock, folder),
        )

    async def of(self, source: str, site: str = SITE) -> dict[str, str]:
        binding = WorkloadBinding("b-1", b"", site, 0.0, None)
        return dict(await self.sources.variables(source, binding, SECRET))


async def test_the_thumbprint_is_that_of_the_certificate_served(tmp_path: Path) -> None:
    told = Told(await installation(), tmp_path)

    found = await told.of("service-fabric")

    pinned = sha1(CERTIFICATE, usedforsecurity=False).hexdigest().upper()
    assert found["IDENTITY_SERVER_THUMBPRINT"] == pinned
    assert found["IDENTITY_ENDPOINT"].startswith("https://localhost:8443/")


async def test_the_default_identity_is_the_system_assigned_or_the_first(tmp_path: Path) -> None:
    told = Told(await installation(), tmp_path)
    house, name = told.house, "DEFAULT_IDENTITY_CLIENT_ID"

    assert (await told.of("azure-ml"))[name] == house.system.app_id
    assert (await told.of("azure-ml", PLAIN_SITE))[name] == house.shared.app_id
    work = house.units.begin()
    house.directory.assign(work, IdentityAssignment(PLAIN_SITE, None, (f"{PLAIN_SITE}/gone",)))
    await work.commit()
    assert name not in await told.of("azure-ml", PLAIN_SITE)
    assert name not in await told.of("app-service-2017", f"{SITE}-other")


async def test_arc_needs_its_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = Told(await installation(), tmp_path / "file" / "tokens")

    with pytest.raises(Conflict, match="sudo install"):
        await told.of("arc")
    assert "IMDS_ENDPOINT" in await Told(told.house, tmp_path / "tokens").of("arc")


@pytest.mark.parametrize("source", ["vm", "", "workload-identity"])
async def test_what_is_no_endpoint_is_refused(tmp_path: Path, source: str) -> None:
    told = Told(await installation(), tmp_path)

    with pytest.raises(BadRequest, match="must be one of: app-service, "):
        await told.of(source)
