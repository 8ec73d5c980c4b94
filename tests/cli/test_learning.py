"""What ``run --learn`` asks for and says at its end, whatever became of it.

That the least is enough is shown with a server in ``test_run`` and with SDKs in acceptance.
"""

from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli import learning as module
from nameplate.cli.command import Invocation
from nameplate.cli.failures import CommandFailure
from nameplate.cli.learning import learning
from tests.fakes.operator_api import FakeOperatorApi, connection_over

GROUP = "/subscriptions/s/resourceGroups/local/providers"
APP: dict[str, Any] = {
    "name": "pupil",
    "id": f"{GROUP}/Microsoft.Web/sites/pupil",
    "identity": {"type": "SystemAssigned", "principalId": "its-principal"},
}
STARTED = {"learningId": "lesson", "objectId": "its-principal"}
NEEDED = {"vaultId": f"{GROUP}/Microsoft.KeyVault/vaults/v1", "kind": "secrets", "names": ["get"]}


def call_over(api: FakeOperatorApi, folder: Path) -> Invocation:
    call = Invocation(Namespace(), {}, ExitStack())
    vars(call)["connection"] = connection_over(api, folder)
    return call


def said_after(
    capsys: pytest.CaptureFixture[str], folder: Path, *answers: dict[str, Any] | CommandFailure
) -> str:
    api = FakeOperatorApi(folder, APP, STARTED, *answers)
    with learning(call_over(api, folder), APP):
        pass
    return capsys.readouterr().err


def test_what_was_needed_is_printed_in_both_forms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = said_after(capsys, tmp_path, {"needed": [NEEDED], "complete": True})

    assert "az keyvault set-policy -n v1 --object-id" in said
    assert '"name": "v1/add"' in said


def test_every_identity_of_the_app_learns_and_is_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/shared"
    both = {**APP["identity"], "userAssignedIdentities": {shared: {"principalId": "other"}}}
    nothing, something = ({"needed": rows, "complete": True} for rows in ([], [NEEDED]))
    site, second = {**APP, "identity": both}, {**STARTED, "learningId": "second"}
    api = FakeOperatorApi(tmp_path, site, STARTED, second, nothing, something)

    with learning(call_over(api, tmp_path), APP):
        pass

    said = capsys.readouterr().err
    assert "az identity show -n shared -g local --query principalId" in said
    assert "az webapp identity show" not in said
    assert [body["objectId"] for _, _, body in api.calls[1:3]] == ["its-principal", "other"]


def test_a_run_that_needed_nothing_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = said_after(capsys, tmp_path, {"needed": [], "complete": True})

    assert said == "\n# 'pupil' needed no permission in this run.\n"


def test_a_learning_that_was_interrupted_is_not_taken_for_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = said_after(capsys, tmp_path, {"needed": [NEEDED], "complete": False})

    assert "set-policy" in said
    assert "WARNING: learning was interrupted" in said


def test_what_is_lost_is_said_and_the_childs_end_stays_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As when ``up`` was restarted under the run."""
    said = said_after(capsys, tmp_path, CommandFailure("(LearningNotFound) it is over"))

    assert said == "WARNING: what 'pupil' needed is lost: (LearningNotFound) it is over\n"


def test_its_lease_is_short_and_renewed_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = {"needed": [], "complete": True}
    api = FakeOperatorApi(tmp_path, APP, STARTED, {}, ended)
    call = call_over(api, tmp_path)
    renewals: list[Any] = []

    def by_hand(connection: Any, renew: Any, *, every: float) -> ExitStack:
        assert 0 < every < module.LEASE / 2 <= 60
        renewals.append(renew)
        return ExitStack()

    monkeypatch.setattr(module, "renewed", by_hand)
    with learning(call, APP):
        renewals[0](call.connection)

    base = f"{call.connection.admin}/learning"
    assert api.calls[1:] == [
        ("POST", base, {"objectId": "its-principal", "lease": module.LEASE}),
        ("PUT", f"{base}/lesson", {"lease": module.LEASE}),
        ("DELETE", f"{base}/lesson", None),
    ]
