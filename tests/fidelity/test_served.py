"""What is not served is told by type; what is broken is nobody's behaviour."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.fidelity.records import Exchange, read_exchange
from tests.fidelity.served import BROKEN, Served, type_of
from tests.running import Answer

LOCKS = "providers/Microsoft.Authorization/locks"
GROUP = "/subscriptions/s/resourceGroups/g"


def exchange(path: str, method: str = "GET") -> Exchange:
    request = {"method": method, "host": "h", "path": path}
    made = read_exchange({"service": "arm-x", "request": request, "response": {"status": 200}})
    assert made is not None
    return made


class FakePlatform:
    """Serves ``Microsoft.Web/sites`` only."""

    def arm(self, method: str, path: str, document: Any = None) -> Answer:
        if "/microsoft.web?" not in path and "/microsoft.authorization?" not in path:
            return Answer(404, (), b"")
        body = {"resourceTypes": [{"resourceType": "sites"}, {"resourceType": "locks"}]}
        return Answer(200, (), json.dumps(body).encode())


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", f"{GROUP}/providers/Microsoft.Web/sites/a?x=1", "Microsoft.Web/sites"),
        ("GET", f"{GROUP}/providers/Microsoft.Web/sites/a/slots", "Microsoft.Web/sites/slots"),
        ("POST", f"{GROUP}/providers/Microsoft.Web/sites/a/start", "Microsoft.Web/sites"),
        ("POST", "/providers/Microsoft.Web/checkName", "Microsoft.Web/checkName"),
        ("GET", GROUP, None),
    ],
)
def test_a_path_names_a_type(method: str, path: str, name: str | None) -> None:
    assert type_of(exchange(path, method)) == name


@pytest.mark.parametrize(
    ("change", "left_out"),
    [
        (lambda each: each, None),
        (lambda each: replace(each, path=f"{GROUP}/providers/A.B/c/d"), "A.B/c"),
        (lambda each: replace(each, status=504), BROKEN),
        (lambda each: replace(each, status=429), BROKEN),
        (lambda each: replace(each, path=f"{GROUP}/{LOCKS}"), None),
        (lambda each: replace(each, path=f"{GROUP}/{LOCKS}/a"), "Microsoft.Authorization/locks"),
        (lambda each: replace(each, error_code="ScopeLocked"), "Microsoft.Authorization/locks"),
    ],
)
def test_what_is_left_out(change: Callable[[Exchange], Exchange], left_out: str | None) -> None:
    served = Served(FakePlatform())
    whole = exchange(f"{GROUP}/providers/microsoft.web/SITES/a")

    assert served.left_out(change(whole)) == left_out
