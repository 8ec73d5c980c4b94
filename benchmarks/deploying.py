"""A large template, deployed: from the PUT until the state is ``Succeeded``."""

import http.client
import json
import socket
import ssl
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.programs import LOOPBACK, Missing

_HOST: Final = "management.azure.com"
_GROUPS: Final = "api-version=2021-04-01"
_DEPLOYMENTS: Final = "api-version=2022-09-01"
_LONGEST: Final = 120.0


class Deployer:
    """Speaks to Resource Manager of a running ``up`` over one kept connection."""

    def __init__(self, port: int, roots: Path, *, token: str, subscription: str) -> None:
        plain = socket.create_connection((LOOPBACK, port), timeout=_LONGEST)
        context = ssl.create_default_context(cafile=str(roots))
        self._connection = http.client.HTTPConnection(_HOST, timeout=_LONGEST)
        self._connection.sock = context.wrap_socket(plain, server_hostname=_HOST)
        self._token = token
        self._scope = f"/subscriptions/{subscription}/resourcegroups"

    def deploy(self, template: dict[str, Any], group: str) -> float:
        """Seconds in a new group, which goes afterwards. Raises ``Missing`` when it fails."""
        at = f"{self._scope}/{group}"
        self._send("PUT", f"{at}?{_GROUPS}", {"location": "westeurope"})
        path = f"{at}/providers/Microsoft.Resources/deployments/bench?{_DEPLOYMENTS}"
        body = {"properties": {"mode": "Incremental", "template": template}}
        began = time.perf_counter()
        state = self._send("PUT", path, body)["properties"]["provisioningState"]
        while state in ("Accepted", "Running"):
            if time.perf_counter() - began > _LONGEST:
                raise Missing(f"the deployment took longer than {_LONGEST:.0f} s")
            time.sleep(0.01)
            state = self._send("GET", path)["properties"]["provisioningState"]
        took = time.perf_counter() - began
        self._send("DELETE", f"{at}?{_GROUPS}")
        if state != "Succeeded":
            raise Missing(f"the deployment ended as {state}")
        return took

    def close(self) -> None:
        self._connection.close()

    def _send(self, method: str, path: str, document: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        body = None if document is None else json.dumps(document)
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise Missing(f"{method} {path}: {answer.status} {content[:200]!r}")
        return json.loads(content) if content else None
