"""Deployments in Kudu's JSON, with the members that its clients read."""

from dataclasses import replace
from pathlib import Path

import pytest

from nameplate.apphost import kudu_documents
from nameplate.apphost.content import Deployment, Deployments, DeploymentStatus
from nameplate.apphost.folders import AppFolder, Folders

BASE = "https://web1.scm.example"
DONE = Deployment(
    "d1", DeploymentStatus.SUCCESS, "", "operator", "ZipDeploy", 10.0, 12.5, "by hand"
)


@pytest.fixture
def folder(tmp_path: Path) -> AppFolder:
    return Folders(tmp_path / "apps", as_root=False).of("web1")


def test_one_that_succeeded(folder: AppFolder) -> None:
    folder.activate("d1")
    found = kudu_documents.deployment(DONE, folder, base=BASE, site="web1")
    assert found == {
        "id": "d1",
        "status": 4,
        "status_text": "",
        "author_email": "N/A",
        "author": "operator",
        "deployer": "ZipDeploy",
        "message": "by hand",
        "progress": "",
        "received_time": "1970-01-01T00:00:10.0000000Z",
        "start_time": "1970-01-01T00:00:10.0000000Z",
        "end_time": "1970-01-01T00:00:12.5000000Z",
        "last_success_end_time": "1970-01-01T00:00:12.5000000Z",
        "complete": True,
        "active": True,
        "is_temp": False,
        "is_readonly": True,
        "url": f"{BASE}/api/deployments/d1",
        "log_url": f"{BASE}/api/deployments/d1/log",
        "site_name": "web1",
        "provisioningState": "Succeeded",
    }


def test_one_that_is_under_way_and_one_that_failed(folder: AppFolder) -> None:
    going = replace(DONE, status=DeploymentStatus.BUILDING, text="Building.", ended=None)
    found = kudu_documents.deployment(going, folder, base=BASE, site="web1")
    wanted = ("Building.", "", "InProgress", None)
    members = ("progress", "status_text", "provisioningState", "end_time")
    assert tuple(found[name] for name in members) == wanted
    failed = replace(DONE, status=DeploymentStatus.FAILED, text="why")
    found = kudu_documents.deployment(failed, folder, base=BASE, site="web1")
    assert (found["status_text"], found["last_success_end_time"]) == ("why", None)


def test_a_log_has_times(folder: AppFolder) -> None:
    deployments = Deployments(folder)
    deployments.begin(DONE)
    deployments.note("d1", "before any time")
    deployments.note("d1", "2026-11-23T20:47:16.0507559Z Building.")
    deployments.note("d1", "ERROR: no flask")
    found = kudu_documents.log(folder, DONE)
    assert [(each["log_time"], each["message"], each["type"]) for each in found] == [
        ("1970-01-01T00:00:10.0000000Z", "before any time", 0),
        ("2026-11-23T20:47:16.0507559Z", "Building.", 0),
        ("2026-11-23T20:47:16.0507559Z", "ERROR: no flask", 2),
    ]


def test_files_have_addresses() -> None:
    (found,) = kudu_documents.files([("application.log", 7, 10.0)], base=BASE, machine="web1")
    assert found["href"] == f"{BASE}/api/vfs/LogFiles/application.log"
    assert (found["size"], found["path"]) == (7, "/home/LogFiles/application.log")
