"""Published templates: each deploys, again without a change, and ``what-if`` knew before.

They lie beside the repository where it is developed; elsewhere these tests are skipped.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from tests.providers.stand import GROUP, Stand
from tests.templates.deploying import VERSION, Work, deploy, furnished, validate, what_if, work_of
from tests.templates.plausible import plausible

SHARED: Final = Path(__file__).parents[3] / "shared" / "templates"
NESTED: Final = "/microsoft.resources/deployments/"
FILES: Final = sorted(SHARED.rglob("*azuredeploy.json"))

pytestmark = pytest.mark.skipif(not FILES, reason="the published templates are not here")


def named(file: Path) -> str:
    return str(file.relative_to(SHARED).parent)


def of_template(changes: list[dict[str, Any]]) -> dict[str, str]:
    """What would become of each resource that the template has, by its id."""
    return {
        each["resourceId"].lower(): each["changeType"]
        for each in changes
        if each["changeType"] != "Ignore"
    }


async def pictures(stand: Stand, ids: Iterable[str]) -> dict[str, Any]:
    """Each resource as it is shown, by its id; ``None`` for one that is not there."""
    return {each: await picture(stand, each) for each in ids}


async def picture(stand: Stand, resource: str) -> Any:
    """What GET shows; of what has none its list, or what it is a part of."""
    reply = await stand.get(resource)
    if reply.status == 405:
        reply = await stand.send("POST", f"{resource}/list")
    if reply.status == 405:
        return await picture(stand, resource.rsplit("/", 2)[0])
    return reply.body if reply.status == 200 else None


@pytest.fixture(params=FILES, ids=named)
async def placed(request: pytest.FixtureRequest) -> tuple[Stand, Work]:
    """A template with plausible parameters, and where it goes."""
    stand, before = await furnished()
    return stand, work_of(request.param, plausible(request.param, before))


async def test_it_deploys_and_then_changes_nothing(placed: tuple[Stand, Work]) -> None:
    stand, work = placed

    valid = await validate(stand, work)
    done = await deploy(stand, work)
    assert done["provisioningState"] == "Succeeded", done.get("error")
    assert {each for each in valid if NESTED not in each.lower()} <= {
        each["id"] for each in done["outputResources"]
    }
    made = await pictures(stand, [each["id"] for each in done["outputResources"]])
    assert made
    assert None not in made.values()

    repeated = await deploy(stand, work)
    assert repeated["provisioningState"] == "Succeeded", repeated.get("error")
    assert repeated["outputResources"] == done["outputResources"]
    assert repeated.get("outputs") == done.get("outputs")
    assert await pictures(stand, made) == made


async def test_what_if_foretells_it(placed: tuple[Stand, Work]) -> None:
    """Only what hangs on what is not there yet cannot be foretold: a deployment, or an id."""
    stand, work = placed

    foretold = of_template(await what_if(stand, work))
    hidden = {each for each, change in foretold.items() if change == "Unsupported"}
    before = await pictures(stand, foretold)
    done = await deploy(stand, work)
    after = await pictures(stand, foretold)

    assert done["provisioningState"] == "Succeeded", done.get("error")
    assert all(NESTED in each or each.endswith("]") for each in hidden)
    for resource in foretold.keys() - hidden:
        assert foretold[resource] == happened(before[resource], after[resource]), resource
    deployed = {each["id"].lower() for each in done["outputResources"]}
    assert hidden or deployed <= foretold.keys()

    again = of_template(await what_if(stand, work))
    assert set(again.values()) <= {"NoChange"}, again
    assert deployed <= again.keys()
    assert foretold.keys() - hidden <= again.keys()


async def test_complete_mode_deletes_what_it_foretold(placed: tuple[Stand, Work]) -> None:
    """What was there before and is not the template's."""
    stand, work = placed
    whole = replace(work, mode="Complete")
    if work.scope != GROUP:
        refused = await stand.put(work.path, whole.body, query=VERSION)
        assert refused.status == 400
        return
    await deploy(stand, work)

    foretold = {each["resourceId"]: each["changeType"] for each in await what_if(stand, whole)}
    done = await deploy(stand, whole)

    assert done["provisioningState"] == "Succeeded", done.get("error")
    assert "Ignore" not in foretold.values()
    gone = {each for each, change in foretold.items() if change == "Delete"}
    assert gone
    assert set((await pictures(stand, gone)).values()) == {None}
    assert "Delete" not in of_template(await what_if(stand, whole)).values()


def happened(before: Any, after: Any) -> str:
    """What became of a resource, in what-if's words, by what was seen of it."""
    assert after is not None
    if before is None:
        return "Create"
    return "NoChange" if before == after else "Modify"


def test_there_is_something_to_deploy() -> None:
    assert len(FILES) > 40
    assert all(isinstance(work_of(file, {}), Work) for file in FILES)
