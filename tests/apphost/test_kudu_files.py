"""``/api/vfs``: files one by one, by ETag, and never out of the app's folder."""

from pathlib import Path

import pytest

from tests.apphost.test_deploying import zipped
from tests.apphost.test_kudu import HOST, Service
from tests.fakes.asgi import Answer

WWW = "/api/vfs/site/wwwroot"
ANY = ((b"if-match", b"*"),)


@pytest.fixture
async def service(tmp_path: Path) -> Service:
    """With an app that was deployed."""
    made = Service(tmp_path)
    await made.ask("POST", "/api/zipdeploy", zipped(app__py="one", notes__txt="two"))
    return made


def etag(answer: Answer) -> bytes:
    return (answer.header("etag") or "").encode()


async def names(service: Service, path: str) -> list[str]:
    return [each["name"] for each in await service.get(path)]


async def test_folders_are_listed(service: Service) -> None:
    assert await names(service, "/api/vfs/") == ["site", "LogFiles", "data"]
    assert await names(service, "/api/vfs/site/") == ["wwwroot"]
    found = await service.get(f"{WWW}/")
    assert [each["name"] for each in found] == ["app.py", "notes.txt"]
    assert found[0]["path"] == "/home/site/wwwroot/app.py"
    assert found[0]["href"] == f"https://{HOST}{WWW}/app.py"
    assert (found[0]["size"], found[1]["mime"]) == (3, "text/plain")
    moved = await service.ask("GET", WWW)
    assert (moved.status, moved.header("location")) == (307, f"https://{HOST}{WWW}/")


async def test_a_file_is_read_once(service: Service) -> None:
    found = await service.ask("GET", f"{WWW}/app.py")
    again = await service.ask("GET", f"{WWW}/app.py", headers=[(b"if-none-match", etag(found))])

    assert (found.status, found.body) == (200, b"one")
    assert (again.status, again.body) == (304, b"")


async def test_a_new_file_is_made_and_an_old_one_changed_by_its_etag(service: Service) -> None:
    made = await service.ask("PUT", f"{WWW}/deep/new.txt", b"1")
    assert made.status == 201

    unseen = await service.ask("PUT", f"{WWW}/deep/new.txt", b"2")
    wrong = await service.ask("PUT", f"{WWW}/deep/new.txt", b"2", headers=[(b"if-match", b'"x"')])
    right = await service.ask(
        "PUT", f"{WWW}/deep/new.txt", b"2", headers=[(b"if-match", etag(made))]
    )
    assert (unseen.status, wrong.status, right.status) == (412, 412, 204)
    assert etag(right) != etag(made)
    assert service.read("deep/new.txt") == "2"
    assert (await service.ask("PUT", f"{WWW}/deep/new.txt", b"3", headers=ANY)).status == 204
    absent = await service.ask("PUT", f"{WWW}/other", b"1", headers=[(b"if-match", b'"x"')])
    assert absent.status == 412


async def test_files_and_empty_folders_are_removed(service: Service) -> None:
    await service.ask("PUT", f"{WWW}/deep/", b"")
    await service.ask("PUT", f"{WWW}/deep/file", b"1")

    assert (await service.ask("DELETE", f"{WWW}/deep")).status == 409
    assert (await service.ask("DELETE", f"{WWW}/deep/file")).status == 412
    assert (await service.ask("DELETE", f"{WWW}/deep/file", headers=ANY)).status == 200
    assert (await service.ask("DELETE", f"{WWW}/deep")).status == 200
    assert (await service.ask("DELETE", f"{WWW}/deep")).status == 404
    assert await names(service, f"{WWW}/") == ["app.py", "notes.txt"]


async def test_the_apps_own_files(service: Service) -> None:
    assert (await service.ask("PUT", "/api/vfs/data/kept", b"1")).status == 201
    assert (service.app.folder.root / "data" / "kept").read_text() == "1"
    assert await names(service, "/api/vfs/data/") == ["kept"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{WWW}/none", 404),
        ("GET", "/api/vfs/tmp/", 404),
        ("GET", "/api/vfs/site/deployments/", 404),
        ("GET", "/api/vfs/data/%2e%2e/%2e%2e/", 400),
        ("PUT", "/api/vfs/data/..%2f..%2fx", 400),
        ("GET", f"{WWW}/app.py/deeper", 404),
        ("PUT", "/api/vfs/site/file", 404),
        ("PUT", "/api/vfs/site/wwwroot", 403),
        ("DELETE", "/api/vfs/data", 403),
        ("DELETE", "/api/vfs/site/", 403),
        ("PUT", "/api/vfs/LogFiles/application.log", 403),
        ("DELETE", "/api/vfs/LogFiles/application.log", 403),
    ],
)
async def test_what_is_not_there_or_not_to_change(
    service: Service, method: str, path: str, status: int
) -> None:
    assert (await service.ask(method, path, b"x" if method == "PUT" else b"")).status == status


async def test_a_link_of_the_apps_leads_nowhere(service: Service, tmp_path: Path) -> None:
    (tmp_path / "master.key").write_text("secret")
    (service.app.folder.root / "data" / "way").symlink_to(tmp_path)
    (service.app.folder.wwwroot / "key").symlink_to(tmp_path / "master.key")

    assert (await service.ask("GET", "/api/vfs/data/way/master.key")).status == 404
    assert (await service.ask("GET", f"{WWW}/key")).status == 404
    assert (await service.ask("PUT", "/api/vfs/data/way/new", b"x")).status == 404
    assert await names(service, "/api/vfs/data/") == []
    assert not (tmp_path / "new").exists()


async def test_the_link_that_says_what_runs_leads_nowhere_else(
    service: Service, tmp_path: Path
) -> None:
    (tmp_path / "content").mkdir()
    service.app.folder.wwwroot.unlink()
    service.app.folder.wwwroot.symlink_to(Path("deployments", "..", "content"))

    assert (await service.ask("GET", f"{WWW}/")).status == 404


async def test_before_a_deployment_there_is_nothing_to_change(tmp_path: Path) -> None:
    found = await Service(tmp_path).ask("PUT", f"{WWW}/app.py", b"x")

    assert (found.status, found.json()["Message"]) == (
        404,
        "Nothing was deployed yet: deploy a package first.",
    )
