"""Azure Arc's agent: a challenge, a file, a token (``protocols.md`` A.7)."""

from pathlib import Path
from typing import Any

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.managed_identity.arc_challenges import ArcChallenges
from nameplate.managed_identity.endpoint import IdentityEndpoint
from tests.fakes.asgi import Answer
from tests.fakes.workloads import PLAIN_SITE, SHARED, SITE, VAULT, Installation, installation

QUERY = f"api-version=2020-06-01&resource={VAULT}"


def read(path: Path) -> str:
    return path.read_text()


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


class Agent:
    """An installation with an Arc agent whose files are in a folder of the test's."""

    def __init__(self, house: Installation, folder: Path, binding_id: str) -> None:
        self.house = house
        self.path = f"/arc/{binding_id}/metadata/identity/oauth2/token"
        self.folder = folder

    @classmethod
    async def start(cls, folder: Path, site: str = SITE) -> "Agent":
        house = await installation()
        house.endpoint = IdentityEndpoint(
            *(house.directory, house.issuer, house.keys, house.trail, house.clock, house.epoch),
            clouds=(AZURE_PUBLIC,),
            challenges=ArcChallenges(house.clock, folder),
        )
        work = house.units.begin()
        binding, _ = house.directory.bind_workload(work, site, expires=house.clock.now() + 600)
        await work.commit()
        return cls(house, folder, binding.binding_id)

    async def get(self, query: str = QUERY, **options: Any) -> Answer:
        headers = {"metadata": "true", **options.pop("headers", {})}
        path = options.pop("path", self.path)
        return await self.house.ask(f"{path}?{query}", headers=headers, **options)

    async def challenged(self, query: str = QUERY) -> str:
        """The content of the file that an answer names."""
        answer = await self.get(query)
        assert answer.status == 401
        scheme, _, path = (answer.header("www-authenticate") or "").partition("=")
        assert scheme == "Basic realm"
        assert Path(path).parent == self.folder
        return read(Path(path))

    async def answered(self, query: str = QUERY) -> Answer:
        shown = await self.challenged(query)
        return await self.get(query, headers={"authorization": f"Basic {shown}"})


@pytest.mark.parametrize("version", ["2020-06-01", "2019-11-01"])
async def test_who_read_the_file_gets_a_token(tmp_path: Path, version: str) -> None:
    agent = await Agent.start(tmp_path)

    answer = await agent.answered(f"api-version={version}&resource={VAULT}")

    body = answer.json()
    assert list(body) == [
        *("access_token", "expires_in", "expires_on", "not_before", "resource", "token_type")
    ]
    assert (answer.status, body["resource"], body["expires_in"]) == (200, VAULT, "86400")
    assert all(isinstance(value, str) for value in body.values())


async def test_a_key_is_good_once(tmp_path: Path) -> None:
    """Nothing warm answers in its stead."""
    agent = await Agent.start(tmp_path)
    headers = {"authorization": f"Basic {await agent.challenged()}"}

    assert (await agent.get(headers=headers)).status == 200
    again = await agent.get(headers=headers)
    assert again.status == 401
    assert again.header("www-authenticate") is None
    assert again.json()["error"] == "unauthorized"


@pytest.mark.parametrize("shown", ["Basic wrong", "Basic", "Bearer x", "Basic a b"])
async def test_what_stands_in_no_file_is_refused(tmp_path: Path, shown: str) -> None:
    agent = await Agent.start(tmp_path)

    assert (await agent.get(headers={"authorization": shown})).status == 401


async def test_a_chosen_identity_is_named_in_the_answer(tmp_path: Path) -> None:
    """Clients refuse an answer that does not confirm what they asked for."""
    agent = await Agent.start(tmp_path)
    shared = agent.house.shared

    by_client = await agent.answered(f"{QUERY}&client_id={shared.app_id}")
    by_object = await agent.answered(f"{QUERY}&object_id={shared.object_id}")
    by_resource = await agent.answered(f"{QUERY}&msi_res_id={SHARED}")

    assert by_client.json()["client_id"] == shared.app_id
    assert by_object.json()["object_id"] == shared.object_id
    assert by_resource.json()["msi_res_id"].lower() == SHARED.lower()


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"headers": {"metadata": "no"}}, 400, "invalid_request"),
        ({"method": "POST"}, 405, "invalid_request"),
        ({"query": f"resource={VAULT}"}, 400, "invalid_request"),
        ({"query": "api-version=2020-06-01"}, 400, "invalid_request"),
        ({"path": "/arc/0/metadata/identity/oauth2/token"}, 400, "invalid_request"),
        ({"path": "/arc/0/metadata/instance"}, 404, "not_found"),
    ],
)
async def test_what_is_no_question_is_refused(
    tmp_path: Path, change: dict[str, Any], status: int, error: str
) -> None:
    """In the shape of the metadata service, and without writing a file."""
    agent = await Agent.start(tmp_path)

    answer = await agent.get(**change)

    assert (answer.status, answer.json()["error"]) == (status, error)
    assert list(answer.json()) == ["error", "error_description"]
    assert names(tmp_path) == []


async def test_no_identity_and_no_resource_are_400(tmp_path: Path) -> None:
    plain = await Agent.start(tmp_path / "plain", PLAIN_SITE)
    agent = await Agent.start(tmp_path / "agent")

    assert (await plain.answered()).json()["error_description"] == "Identity not found"
    unknown = await agent.answered("api-version=2020-06-01&resource=https://nobody.example")
    assert (unknown.status, unknown.json()["error"]) == (400, "invalid_resource")


async def test_refusals_of_an_identity_keep_their_shapes(tmp_path: Path) -> None:
    agent = await Agent.start(tmp_path)
    await agent.house.require_assignment()

    unassigned = await agent.answered("api-version=2020-06-01&resource=api://orders")

    assert (unassigned.status, unassigned.json()["error"]) == (500, "unknown")


async def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    agent = await Agent.start(tmp_path / "file" / "tokens")

    answer = await agent.get()

    assert answer.status == 500
    assert "cannot write there" in answer.json()["error_description"]
