"""A function app in the quickstart's shape, under our host, over sockets, with an identity."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.function_apps import APP, Azurite, RunningApp, azurite, host_python, run_app
from tests.running import Platform


@pytest.fixture(scope="session")
def functions_python(command: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return host_python(command, tmp_path_factory.mktemp("host"))


@pytest.fixture(scope="session")
def npm() -> None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not installed: there is no Azurite to test against")


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory, npm: None) -> Iterator[Azurite]:
    """Azurite that takes tokens."""
    with azurite(tmp_path_factory.mktemp("azurite"), tokens=True) as running:
        yield running


@pytest.fixture(scope="module")
def by_identity(
    command: Path,
    functions_python: Path,
    emulator: Azurite,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningApp]:
    """The app, whose storage connection is its managed identity."""
    folder = tmp_path_factory.mktemp("functions")
    platform = Platform(folder / "home", command)
    platform.run("webapp", "create", "-n", "orders", "--assign-identity")
    _settings(platform, "orders", accountName="devstoreaccount1", credential="managedidentity")
    with run_app(
        platform, functions_python, folder, name="orders", routes=emulator.routes
    ) as running:
        yield running


def _settings(platform: Platform, app: str, **settings: str) -> None:
    words = [f"AzureWebJobsStorage__{name}={value}" for name, value in settings.items()]
    platform.run("webapp", "config", "appsettings", "set", "-n", app, "--settings", *words)


def test_http_asks_for_a_key_and_greets(by_identity: RunningApp) -> None:
    key = by_identity.keys["functionKeys"][0]["value"]

    assert by_identity.ask("api/HttpExample?name=Ada") == (401, "")
    status, text = by_identity.ask(f"api/HttpExample?name=Ada&code={key}")
    assert (status, text.partition(".")[0]) == (200, "Hello, Ada")
    status, text = by_identity.ask(
        "api/HttpExample",
        method="POST",
        headers={"x-functions-key": key, "Content-Type": "application/json"},
        body=b'{"name": "Grace"}',
    )
    assert (status, text.partition(".")[0]) == (200, "Hello, Grace")


def test_a_function_is_told_about_itself(by_identity: RunningApp) -> None:
    status, text = by_identity.ask("api/whoami")
    known = json.loads(text)

    assert status == 200
    assert (known["function"], known["site"]) == ("whoami", "orders")
    assert by_identity.heard(f"Executed 'Functions.whoami' .Succeeded, Id={known['invocation']}")


def test_the_timer_runs_at_the_start_and_by_hand(by_identity: RunningApp) -> None:
    """By the host's own API, with the master key."""
    by_identity.heard(r"Executed 'Functions\.TimerExample' \(Succeeded")
    master = {"x-functions-key": by_identity.keys["masterKey"]["value"]}

    path = "admin/functions/TimerExample"
    status, _ = by_identity.ask(path, method="POST", headers=master, body=b"{}")

    assert status == 202
    by_identity.heard(r"TimerExample' \(Reason='This function was programmatically")


def test_a_message_becomes_a_blob_with_the_apps_identity(by_identity: RunningApp) -> None:
    """Queue output, queue trigger, blob output, blob input: each with a token of the identity."""
    assert by_identity.ask("api/orders/5", method="POST")[0] == 202

    by_identity.heard(r"Order 5, attempt 1[\s\S]*Executed 'Functions\.fulfil' \(Succeeded")

    assert by_identity.ask("api/receipts/5") == (200, "order 5: fulfilled")
    assert by_identity.ask("api/receipts/6") == (404, "no receipt of 6 yet")


def test_a_message_that_fails_too_often_is_set_aside(by_identity: RunningApp) -> None:
    assert by_identity.ask("api/orders/13", method="POST")[0] == 202

    by_identity.heard("Order 13, attempt 2")

    by_identity.heard("MaxDequeueCount of 2. Moving message to queue 'orders-poison'")


def test_other_paths_and_methods_are_not_found(by_identity: RunningApp) -> None:
    assert by_identity.ask("api/orders/five", method="POST") == (404, "")
    assert by_identity.ask("api/orders/5") == (404, "")
    assert by_identity.ask("")[0] == 200


def test_the_app_runs_with_a_connection_string(
    home: Platform, functions_python: Path, npm: None, tmp_path: Path
) -> None:
    with azurite(tmp_path, tokens=False) as emulator:
        home.run("webapp", "create", "-n", "keyed")
        words = f"AzureWebJobsStorage={emulator.connection_string}"
        home.run("webapp", "config", "appsettings", "set", "-n", "keyed", "--settings", words)

        with run_app(home, functions_python, tmp_path, name="keyed") as running:
            assert running.ask("api/orders/8", method="POST")[0] == 202
            running.heard(r"Order 8, attempt 1[\s\S]*Executed 'Functions\.fulfil' \(Succeeded")
            assert running.ask("api/receipts/8") == (200, "order 8: fulfilled")


def test_an_app_without_an_identity_says_so(
    home: Platform, functions_python: Path, emulator: Azurite, tmp_path: Path
) -> None:
    """Its queue cannot be read, and its HTTP functions answer all the same."""
    home.run("webapp", "create", "-n", "nobody")
    _settings(home, "nobody", accountName="devstoreaccount1", credential="managedidentity")

    with run_app(home, functions_python, tmp_path, name="nobody", routes=emulator.routes) as app:
        app.heard("cannot read the queue 'orders': .*ManagedIdentityCredential")
        assert app.ask("api/whoami")[0] == 200


def test_a_broken_app_answers_503_with_its_reason(
    home: Platform, functions_python: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "host.json").write_text('{"version": "2.0"}')
    (folder / "function_app.py").write_text("import nowhere_to_be_found\n")

    with run_app(home, functions_python, tmp_path, name="broken", app=folder) as app:
        status, text = app.ask("api/anything")

    assert status == 503
    assert "No module named 'nowhere_to_be_found'" in text


def test_the_host_imports_nothing_of_ours(functions_python: Path) -> None:
    assert functions_python != Path(sys.executable)
    assert not list(functions_python.parent.parent.glob("lib/*/site-packages/nameplate"))


def test_the_app_is_deployed_and_hosted(home: Platform) -> None:
    """``functionapp up``: built with the host in its environment, reached by its name."""
    with home as platform:
        platform.run("functionapp", "up", "-n", "hosted", "--src", str(APP), seconds=300)

        answer = platform.send("GET", "hosted.azurewebsites.net", "/api/whoami")
        refused = platform.send("GET", "hosted.azurewebsites.net", "/api/HttpExample?name=x")

    assert (answer.status, answer.json()["site"]) == (200, "hosted")
    assert refused.status == 401
