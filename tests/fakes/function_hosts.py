"""A function app's own host, as the control plane asks it: keys in memory, one function."""

from typing import Any

from nameplate.apphost.app_host import AppHost
from nameplate.apphost.function_hosts import HostSilent
from nameplate.apphost.progress import Progress
from nameplate.apphost.states import Running

HELLO = {
    "name": "hello",
    "href": "https://here/admin/functions/hello",
    "language": "python",
    "isDisabled": False,
    "config": {"bindings": []},
    "invoke_url_template": "https://here/api/hello",
}


class FakeFunctionHost(AppHost):
    """Answers as ``nameplate_functions.admin`` does."""

    def __init__(self) -> None:
        super().__init__()
        self.deployed: dict[str, list[Progress]] = {}
        self.hosted: dict[str, Running] = {}
        self.silent: str | None = None
        self.broken: int | None = None
        """A status to answer everything with."""
        self.nonsense: list[Any] | None = None
        """What it says to everything, where that is not what a host says."""
        self.asked: list[tuple[str, str, str]] = []
        self.keys: dict[str, dict[str, str]] = {
            "host/keys": {"default": "host"},
            "host/systemkeys": {"_master": "master"},
            "functions/hello/keys": {"default": "own"},
        }

    def running(self, key: str) -> Running | None:
        return self.hosted.get(key)

    def deployments(self, key: str, now: float) -> list[Progress]:
        del now
        return self.deployed.get(key, [])

    async def ask_functions(
        self, key: str, method: str, path: str, document: Any = None
    ) -> tuple[int, Any]:
        self.asked.append((key, method, path))
        if self.silent is not None:
            raise HostSilent(self.silent)
        if self.broken is not None:
            return self.broken, {"message": "a key's name is letters"}
        if self.nonsense is not None:
            return 200, self.nonsense[0]
        if path == "functions":
            return 200, [HELLO]
        if path == "functions/hello":
            return 200, HELLO
        if path in self.keys:
            shown = {name: each for name, each in self.keys[path].items() if name != "_master"}
            return 200, {"keys": [{"name": n, "value": v} for n, v in shown.items()]}
        return self._key(method, path, document)

    def _key(self, method: str, path: str, document: Any) -> tuple[int, Any]:
        place, _, name = path.rpartition("/")
        held = self.keys.get(place)
        if held is None:
            return 404, None
        if method in ("PUT", "POST"):
            status = 200 if name in held else 201
            held[name] = document["value"] if document else "made"
        elif name not in held:
            return 404, None
        elif method == "DELETE":
            del held[name]
            return 204, None
        else:
            status = 200
        return status, {"name": name, "value": held[name]}
