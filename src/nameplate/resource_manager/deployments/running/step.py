"""One resource of a deployment: its body is evaluated, then it is PUT like any other."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from nameplate.core.errors import InternalFailure, NameplateError
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.deployments import failures
from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.resource_manager.deployments.records import (
    Operation,
    OperationKind,
    TargetResource,
)
from nameplate.resource_manager.deployments.running.answers import AnswerFailedError, Answers
from nameplate.resource_manager.deployments.running.ledger import Ledger
from nameplate.resource_manager.deployments.running.services import Services
from nameplate.resource_manager.resource_type import ErrorShape
from nameplate.template.document.plan import Node
from nameplate.template.references import Wanted
from nameplate.template.secrets import reveal

_LOG: Final = logging.getLogger(__name__)


class Steps:
    """The resources of one deployment; nested deployments are ``nested``'s."""

    def __init__(
        self, services: Services, prepared: Prepared, ledger: Ledger, answers: Answers
    ) -> None:
        self._services = services
        self._prepared = prepared
        self._ledger = ledger
        self._answers = answers

    async def create(self, node: Node) -> bool:
        """Deploy a resource; ``False`` when that failed, which the ledger then says."""
        operation: Operation | None = None
        body: dict[str, Any] = {}
        try:
            body = await self._answers.settle(node.evaluate)
            async with self._services.slots:
                operation = self._ledger.begin(OperationKind.CREATE, target_of(node))
                answer = await self._services.plane.answer(self._call(node, reveal(body)))
        except Exception as error:  # noqa: BLE001  # whatever it is, the others go on
            self.refuse(node, error, operation, hidden=body)
            return False
        self._ledger.succeed(operation, answer.status)
        return True

    def refuse(
        self,
        node: Node,
        error: Exception,
        operation: Operation | None,
        *,
        hidden: Mapping[str, Any] | None = None,
    ) -> None:
        """Write down why a resource could not be deployed; no secret is in it."""
        if isinstance(error, AnswerFailedError):
            self.unanswered(error)
            return
        if not isinstance(error, NameplateError):
            _LOG.error("a resource could not be deployed", extra=failures.traced(error))
            error = InternalFailure("InternalServerError", "Something went wrong in the server.")
        # Before the PUT nobody but us has spoken.
        shape = ErrorShape.ARM if operation is None else self._shape(node.type)
        operation = operation or self._ledger.begin(OperationKind.CREATE, target_of(node))
        self._fail(operation, error, shape, hidden)

    def unanswered(self, problem: AnswerFailedError) -> None:
        """Write down why a resource could not be asked: an operation of its own, as in Azure."""
        kind, target = _asked(problem.wanted)
        operation = self._ledger.begin(kind, target)
        self._fail(operation, problem.error, self._shape(target.type), None)

    def _fail(
        self,
        operation: Operation,
        error: NameplateError,
        shape: ErrorShape,
        hidden: Mapping[str, Any] | None,
    ) -> None:
        body = self.redacted(failures.body_of(error, shape), hidden)
        self._ledger.fail(operation, error.status, body)

    def redacted(self, body: dict[str, Any], *hidden: Any) -> dict[str, Any]:
        """A failure without the secrets that whoever failed may have repeated."""
        every = [*hidden, self._prepared.parameters, *self._answers.hidden]
        redacted: dict[str, Any] = failures.redacted(body, failures.secrets_in(every))
        return redacted

    def _call(self, node: Node, body: Mapping[str, Any]) -> Call:
        return Call(
            caller=self._prepared.caller,
            method="PUT",
            address=parse(node.id),
            api_version=node.api_version,
            request_id=self._prepared.request_id,
            body=body,
        )

    def _shape(self, type_name: str) -> ErrorShape:
        namespace = type_name.partition("/")[0]
        return self._services.phases.catalogue.shape_of(namespace)[1]


def target_of(node: Node) -> TargetResource:
    return TargetResource(node.id, node.type, node.name)


def _asked(wanted: Wanted) -> tuple[OperationKind, TargetResource]:
    """The operation that asking a resource is."""
    reads = wanted.action.lower() == "reference"
    address = parse(wanted.resource_id)
    kind = "/".join((address.namespace, *address.types))
    target = TargetResource(wanted.resource_id, kind, "/".join(address.names))
    return (OperationKind.READ if reads else OperationKind.ACTION), target
