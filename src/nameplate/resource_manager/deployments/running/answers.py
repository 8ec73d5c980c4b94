"""What a running deployment asks resources: ``reference()`` is a GET, ``list*()`` a POST.

Both go through the control plane as the deployment's caller, who has to be allowed to. What a POST
answers may be keys, so all of it is hidden.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import orjson

from nameplate.core.errors import NameplateError
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.resource_manager.deployments.work import Work
from nameplate.template.document.outputs import Output
from nameplate.template.references import References, Wanted, settle
from nameplate.template.secrets import conceal

T = TypeVar("T")

_OPEN_OUTPUTS: Final = "listoutputswithsecurevalues"
_HEAD: Final = ("id", "name", "type")


class AnswerFailedError(Exception):
    """A resource that did not answer what a template asks of it."""

    def __init__(self, wanted: Wanted, error: NameplateError) -> None:
        super().__init__(f"{wanted.action} of {wanted.resource_id}")
        self.wanted = wanted
        self.error = error


class Answers:
    """Asks on behalf of one deployment."""

    def __init__(
        self,
        plane: ControlPlane,
        prepared: Prepared,
        outputs: Mapping[str, Mapping[str, Output]],
        work: Work,
    ) -> None:
        """``outputs``: those of the nested deployments that succeeded, by key.

        ``work`` evaluates, off the loop.
        """
        self._plane = plane
        self._prepared = prepared
        self._outputs = outputs
        self._work = work
        self.hidden: list[Any] = []
        """What was answered and must not be seen."""
        self._own = frozenset(node.id.lower() for node in prepared.plan.active)

    async def settle(self, compute: Callable[[References], T]) -> T:
        """Compute a value of the template. Raises AnswerFailedError, and what ``compute`` does."""
        return await settle(compute, self._fetch, self._work.do)

    async def _fetch(self, wanted: Wanted) -> Any:
        try:
            if wanted.action.lower() == "reference":
                return await self._reference(wanted)
            return await self._list(wanted)
        except NameplateError as error:
            raise AnswerFailedError(wanted, error) from error

    async def _reference(self, wanted: Wanted) -> Any:
        answer = await self._plane.answer(self._call("GET", wanted.resource_id, wanted))
        document = answer.document if isinstance(answer.document, Mapping) else {}
        properties = dict(document.get("properties") or {})
        known = self._outputs.get(wanted.resource_id.lower())
        if known is not None:
            properties["outputs"] = _values(known)
        return self._full(wanted, document, properties) if wanted.full else properties

    async def _list(self, wanted: Wanted) -> Any:
        known = self._outputs.get(wanted.resource_id.lower())
        if known is not None and wanted.action.lower() == _OPEN_OUTPUTS:
            return conceal(_values(known))
        body = orjson.loads(wanted.body) if wanted.body else None
        path = f"{wanted.resource_id}/{wanted.action}"
        answer = await self._plane.answer(self._call("POST", path, wanted, body))
        held = answer.document
        hidden = conceal(held.decode() if isinstance(held, bytes) else _plain(held))
        self.hidden.append(hidden)
        return hidden

    def _call(self, method: str, path: str, wanted: Wanted, body: Any = None) -> Call:
        return Call(
            caller=self._prepared.caller,
            method=method,
            address=parse(path),
            api_version=wanted.api_version,
            request_id=self._prepared.request_id,
            body=body,
        )

    def _full(
        self, wanted: Wanted, document: Mapping[str, Any], properties: Mapping[str, Any]
    ) -> dict[str, Any]:
        """``'Full'``: the resource but for what its id says, and how it came to be asked."""
        address = parse(wanted.resource_id)
        own = wanted.resource_id.lower() in self._own
        full: dict[str, Any] = {
            "apiVersion": wanted.api_version,
            **{name: held for name, held in document.items() if name not in _HEAD},
            "properties": properties,
            "condition": True,
            "isConditionTrue": True,
            "isTemplateResource": own,
            "isAction": False,
            "provisioningOperation": "Create" if own else "Read",
            "referenceApiVersion": wanted.api_version,
            "resourceId": wanted.resource_id.rpartition("/providers/")[2],
            "scope": "",
        }
        if address.subscription_id:
            full["subscriptionId"] = address.subscription_id
        if address.resource_group:
            full["resourceGroupName"] = address.resource_group
        return full


def _values(outputs: Mapping[str, Output]) -> dict[str, Any]:
    return {name: {"type": each.type, "value": each.value} for name, each in outputs.items()}


def _plain(value: Any) -> Any:
    """Answers may hold other mappings and sequences than JSON's own."""
    if isinstance(value, Mapping):
        return {str(name): _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return value
