"""Where the code would come from: a note, and it says so."""

import pytest

from tests.conformance.providers import SITE_BODY
from tests.providers.stand import SITE, SLOT, Stand

GIVEN = {"repoUrl": "https://example.org/code", "branch": "main", "isManualIntegration": True}


@pytest.mark.parametrize("path", [SITE, SLOT])
async def test_it_is_recorded_and_marked_inert(stand: Stand, path: str) -> None:
    await stand.put(SITE, SITE_BODY)
    await stand.put(path, SITE_BODY)
    control = f"{path}/sourcecontrols/web"

    made = await stand.put(control, {"properties": GIVEN})
    again = await stand.put(control, made.body)

    assert (made.status, again.status) == (201, 200)
    assert (made.body["name"], made.body["type"]) == ("web1", "Microsoft.Web/sites/sourcecontrols")
    assert made.body["properties"] == {
        **GIVEN,
        "isGitHubAction": False,
        "deploymentRollbackEnabled": False,
        "isMercurial": False,
        "provisioningState": "Succeeded",
        "gitHubActionConfiguration": None,
    }
    assert "nothing here acts on it" in made.body["inert"]
    assert again.body == made.body
    assert (await stand.delete(control)).status == 200
