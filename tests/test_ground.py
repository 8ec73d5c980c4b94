"""The repository itself: changelog, locks, README and the files that a person expects."""

import json
import re
import tomllib
from pathlib import Path

import pytest

import nameplate

ROOT = Path(__file__).parent.parent
KINDS = {"added", "changed", "deprecated", "removed", "fixed", "security"}
FRAGMENTS = sorted(p for p in (ROOT / "changelog.d").glob("*") if p.name != "README.md")


def test_there_is_a_fragment_or_a_section_of_this_version() -> None:
    """What is not released has its fragments; what is released has its section."""
    released = f"## {nameplate.__version__}" in (ROOT / "CHANGELOG.md").read_text()

    assert FRAGMENTS or released


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda path: path.name)
def test_a_fragment_is_named_and_short(fragment: Path) -> None:
    name = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.([a-z]+)\.md", fragment.name)
    text = fragment.read_text()

    assert name is not None
    assert name[2] in KINDS
    assert 10 < len(text) <= 600
    assert text.endswith("\n")
    assert not re.search(r"^\s*(#|[-*] )", text, re.MULTILINE), "no headings, no lists"


@pytest.mark.parametrize(
    "name",
    [
        *("README.md", "LICENSE", "NOTICE", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"),
        *("Makefile", ".ci/run", ".editorconfig", ".github/workflows/ci.yml"),
        *("docs/threat-model.md", "docs/house.md", "docs/fidelity.md", "docs/decisions/README.md"),
    ],
)
def test_what_a_person_looks_for_is_there(name: str) -> None:
    assert len((ROOT / name).read_text()) > 200


DEPLOYED = ("webapps", "functions/app", "functions/asgi", "functions/wsgi")
"""Apps below ``conformance`` that are deployed as their authors write them: they name packages."""


LOCKS = [
    lock
    for pattern in (
        "requirements/*.txt",
        *(f"{'*/' * depth}requirements.txt" for depth in (2, 3, 4)),
    )
    for lock in sorted(ROOT.glob(pattern))
    if not any(lock.is_relative_to(ROOT / "conformance" / each) for each in DEPLOYED)
]


@pytest.mark.parametrize(
    "lock",
    [lock for lock in LOCKS if ".work" not in lock.parts and ".venv" not in str(lock)],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_locked_package_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    packages = re.findall(r"^([a-z0-9][\w.-]*)==", text, re.MULTILINE | re.IGNORECASE)
    blocks = re.split(r"^(?=[a-z0-9][\w.-]*==)", text, flags=re.MULTILINE | re.IGNORECASE)[1:]

    assert packages
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


@pytest.mark.parametrize(
    "folder",
    [
        *("examples/quickstart", "conformance/javascript", "conformance/functions"),
        *(
            f"conformance/matrix/javascript/{each}"
            for each in ("current", "identity21", "identity15")
        ),
    ],
)
def test_npm_locks_say_nothing_of_where_packages_came_from(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]

    assert not [name for name, package in packages.items() if "resolved" in package]
    assert all("integrity" in package for name, package in packages.items() if name)


MATRIX = ROOT / "conformance" / "matrix"


def test_locked_crates_have_hashes_and_no_address() -> None:
    """Cargo's lock without the address of the index: the build takes it from the cargo it runs."""
    text = (MATRIX / "rust" / "crates.lock").read_text()
    packages = [each for each in tomllib.loads(text)["package"] if each["name"] != "matrix"]

    assert packages
    assert all(re.fullmatch("[0-9a-f]{64}", each["checksum"]) for each in packages)
    assert {each["source"] for each in packages} == {"registry"}
    assert "://" not in text


def test_locked_jars_and_modules_are_their_hashes() -> None:
    jars = (MATRIX / "java" / "jars.sha256").read_text().splitlines()
    modules = (MATRIX / "go" / "go.sum").read_text().splitlines()

    assert jars
    assert modules
    assert all(re.fullmatch(r"[0-9a-f]{64}  lib/[\w.-]+\.jar", line) for line in jars)
    assert all(re.fullmatch(r"\S+ v\S+ h1:[\w+/]{43}=", line) for line in modules)


def test_the_locks_are_of_what_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = project["project"]["dependencies"]
    names = {re.split(r"[<>=;!~ \[]", entry)[0] for entry in declared}
    tools = {re.split(r"[<>=;!~ \[]", entry)[0] for entry in project["dependency-groups"]["dev"]}

    assert len(names) <= 12
    for lock, wanted in (("runtime", names), ("lowest", names), ("dev", names | tools)):
        text = (ROOT / "requirements" / f"{lock}.txt").read_text()
        assert not {name for name in wanted if f"\n{name}==" not in f"\n{text}"}, lock


def test_the_lowest_lock_holds_the_lowest_declared_versions() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    text = (ROOT / "requirements" / "lowest.txt").read_text()
    for entry in declared:
        found = re.match(r"([\w-]+)>=([\d.]+)", entry)
        assert found is not None, f"{entry}: a range has its lower end"
        assert re.search(rf"^{found[1]}=={re.escape(found[2])}(\.\d+)* ", text, re.MULTILINE), entry


def test_the_readme_promises_what_the_design_does() -> None:
    readme = (ROOT / "README.md").read_text()

    assert "not affiliated with" in readme
    assert "make demo" in readme
    assert "make test" in readme


def test_links_within_the_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/*.md")]
    for document in documents:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text()):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"
