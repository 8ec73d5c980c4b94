"""What is wanted of an app, by its kind."""

from dataclasses import replace

import pytest

from nameplate.apphost.wanted import Furnished
from tests.apphost.test_hosted_app import WANTED


@pytest.mark.parametrize(
    ("kind", "expected"), [("app", False), ("functionapp,linux", True), ("FunctionApp", True)]
)
def test_function_apps_are_known_by_their_kind(kind: str, expected: bool) -> None:
    assert replace(WANTED, kind=kind).is_function_app is expected


def test_an_environment_does_not_print() -> None:
    assert "s3cret" not in repr(Furnished({"PASSWORD": "s3cret"}, None))
