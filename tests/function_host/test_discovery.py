"""Finding functions: each app in a folder of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from nameplate_functions.discovery import SCRIPT, index_app
from nameplate_functions.failures import AppProblem

HEAD = "import azure.functions as func\napp = func.FunctionApp()\n"


@pytest.fixture(autouse=True)
def _imports_anew() -> Iterator[None]:
    """Each app's modules are forgotten after its test."""
    known, path = set(sys.modules), list(sys.path)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - known:
        file = getattr(sys.modules[name], "__file__", None) or ""
        if "pytest" in file:
            del sys.modules[name]
    sys.modules.pop("function_app", None)


def write(folder: Path, text: str, name: str = SCRIPT) -> Path:
    (folder / name).write_text(dedent(text))
    return folder


def test_functions_of_an_app_and_its_blueprints(tmp_path: Path) -> None:
    blueprint = """
        import azure.functions as func
        bp = func.Blueprint()

        @bp.timer_trigger(schedule="0 * * * * *", arg_name="t")
        async def tick(t: func.TimerRequest) -> None: ...
        """
    write(tmp_path, blueprint, "more.py")
    text = """
        @app.function_name("Hello")
        @app.route(route="hello")
        def hello(req: func.HttpRequest, context) -> str:
            return "x"

        from more import bp
        app.register_functions(bp)
        """

    found = index_app(write(tmp_path, HEAD + dedent(text)))

    assert [each.name for each in found.functions] == ["Hello", "tick"]
    assert [each.asynchronous for each in found.functions] == [False, True]
    assert [each.takes_context for each in found.functions] == [True, False]
    assert not found.problems


def test_only_those_that_are_wanted(tmp_path: Path) -> None:
    text = HEAD + "@app.route()\ndef a(req): ...\n@app.route()\ndef b(req): ...\n"

    found = index_app(write(tmp_path, text), only=("b",))

    assert [each.name for each in found.functions] == ["b"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "function_app.py is missing"),
        ("x = 1", "has no FunctionApp"),
        (HEAD + "other = func.FunctionApp()", "has 2 function apps"),
        ("import nowhere", "No module named 'nowhere'"),
        ("def broken(:", "SyntaxError"),
        ("raise RuntimeError('no database')", "no database"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        (
            HEAD + "@app.queue_output(arg_name='m', queue_name='q', connection='c')\ndef a(m): ...",
            "does not have a trigger",
        ),
        (
            HEAD + "@app.route()\ndef a(req): ...\n@app.function_name('a')\n@app.route()\n"
            "def b(req): ...",
            "unique",
        ),
    ],
)
def test_apps_that_cannot_run_say_why(tmp_path: Path, text: str | None, reason: str) -> None:
    if text is not None:
        write(tmp_path, text)
    with pytest.raises(AppProblem, match=reason):
        index_app(tmp_path)


def test_the_authors_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(AppProblem, match=r'function_app\.py", line 2') as raised:
        index_app(write(tmp_path, "x = 1\nraise ValueError('here')\n"))

    assert "importlib" not in str(raised.value)


QUEUE = "queue_name='q', connection='c'"


@pytest.mark.parametrize(
    ("decorators", "signature", "reason"),
    [
        ("@app.route()", "req, other", "parameters without a binding: other"),
        ("@app.timer_trigger(schedule='x', arg_name='t')", "", "without a parameter: t"),
        ("@app.function_name('a b')\n@app.route()", "req", "a name is letters"),
        ("@app.function_name('Host')\n@app.route()", "req", "the host's own"),
        ("@app.blob_trigger('b', path='c/n', connection='c')", "b", "of type blobTrigger"),
        ("@app.route()\n@app.table_input('t', 'c', 'x')", "req, t", "inputs of type table"),
        (
            "@app.route()\n@app.event_hub_output('e', 'c', 'x')",
            "req, e",
            "outputs of type eventHub",
        ),
        (f"@app.route()\n@app.queue_output('m', {QUEUE})", "req, m: str", "func.Out"),
    ],
)
def test_functions_that_cannot_run_say_why_and_others_do(
    tmp_path: Path, decorators: str, signature: str, reason: str
) -> None:
    text = f"{HEAD}{decorators}\ndef a({signature}): ...\n@app.route()\ndef good(req): ...\n"

    found = index_app(write(tmp_path, text))

    assert [each.name for each in found.functions] == ["good"]
    assert len(found.problems) == 1
    assert reason in found.problems[0]


def test_packages_that_were_deployed_along_are_found(tmp_path: Path) -> None:
    vendored = tmp_path / ".python_packages" / "lib" / "site-packages"
    vendored.mkdir(parents=True)
    write(vendored, "name = 'carried'\n", "carried_along.py")
    text = HEAD + "import carried_along\n@app.function_name(carried_along.name)\n@app.route()\n"

    found = index_app(write(tmp_path, text + "def a(req): ...\n"))

    assert [each.name for each in found.functions] == ["carried"]
