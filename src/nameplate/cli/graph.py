"""The directory as commands see it: the small Graph, and principals by any of their names."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from nameplate.cli.api import Api
from nameplate.cli.failures import ServiceFailure, absent

_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Graph:
    """Microsoft Graph v1.0, as far as the server has it."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._base = f"{api.cloud.graph_audience.rstrip('/')}/v1.0"

    def get(self, path: str) -> dict[str, Any]:
        """One object."""
        document: dict[str, Any] = self._api.get(f"{self._base}/{path}")
        return _bare(document)

    def find(self, path: str) -> dict[str, Any] | None:
        """One object; ``None`` when it is not there."""
        try:
            return self.get(path)
        except ServiceFailure as failure:
            if failure.http_status != 404:
                raise
            return None

    def list(self, collection: str, condition: str = "") -> Iterator[dict[str, Any]]:
        """Every object of a collection that fulfils ``$filter``."""
        query = f"?$filter={quote(condition)}" if condition else ""
        following: str | None = f"{self._base}/{collection}{query}"
        while following:
            page = self._api.get(following)
            yield from page["value"]
            following = page.get("@odata.nextLink")

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Create an object, or act on one."""
        reply = self._api.call("POST", f"{self._base}/{path}", body)
        return _bare(reply.json()) if reply.body else {}

    def patch(self, path: str, body: Mapping[str, Any]) -> None:
        """Change an object."""
        self._api.call("PATCH", f"{self._base}/{path}", body)

    def reference(self, object_id: str) -> dict[str, str]:
        """What stands for an object where another is to refer to it."""
        return {"@odata.id": f"{self._base}/directoryObjects/{object_id}"}

    def delete(self, path: str) -> None:
        """Delete an object."""
        self._api.call("DELETE", f"{self._base}/{path}")


def is_guid(text: str) -> bool:
    """Whether a name is an id."""
    return _GUID.fullmatch(text) is not None


def quoted(text: str) -> str:
    """A text in a filter."""
    return "'" + text.replace("'", "''") + "'"


def find_principal(graph: Graph, name: str) -> tuple[str, str]:
    """Object id and type of whom ``--assignee`` names: an id, an app's id, a name, a URI."""
    if is_guid(name) and (found := graph.find(f"servicePrincipals/{quote(name)}")):
        return found["id"], "ServicePrincipal"
    if is_guid(name) and (found := graph.find(f"groups/{quote(name)}")):
        return found["id"], "Group"
    if (known := service_principal_called(graph, name)) is not None:
        return known, "ServicePrincipal"
    if found := graph.find(f"users/{quote(name, safe='')}"):
        return found["id"], "User"
    by_display = f"displayName eq {quoted(name)}"
    if (first := next(graph.list("servicePrincipals", by_display), None)) is not None:
        return first["id"], "ServicePrincipal"
    if (first := next(graph.list("groups", by_display), None)) is not None:
        return first["id"], "Group"
    raise absent(f"cannot find a user, group or service principal '{name}' in the directory")


def service_principal_called(graph: Graph, name: str) -> str | None:
    """The object id of whose application has an id or an identifier URI."""
    condition = f"servicePrincipalNames/any(c:c eq {quoted(name)})"
    found = next(graph.list("servicePrincipals", condition), None)
    return None if found is None else str(found["id"])


def _bare(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if not name.startswith("@odata")}
