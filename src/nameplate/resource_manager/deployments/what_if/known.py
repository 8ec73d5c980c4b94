"""What expressions can learn before a deployment: the answers of resources that are there already.

They are asked as the deployment itself would ask, so nobody learns by a dry run what he may not
read, and what a ``list*`` function answers is hidden in all that is computed from it.
"""

from typing import Any

from nameplate.core.errors import Forbidden
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.resource_manager.deployments.running.answers import AnswerFailedError, Answers
from nameplate.resource_manager.deployments.work import Work
from nameplate.template.references import Awaiting, References, Wanted


class Known:
    """``References`` of what is there; asks for what it was asked about, a batch at a time."""

    def __init__(self, control_plane: ControlPlane, prepared: Prepared) -> None:
        self._asking = Answers(control_plane, prepared, {}, Work())
        self._answers: dict[Wanted, Any] = {}
        self._missing: set[Wanted] = set()
        self._asked: list[Wanted] = []

    def find(self, wanted: Wanted) -> Any:
        """The answer. Raises ``Awaiting`` for what is not known, or not yet."""
        if wanted in self._answers:
            return self._answers[wanted]
        if wanted not in self._missing and wanted not in self._asked:
            self._asked.append(wanted)
        raise Awaiting(wanted)

    async def learn(self) -> bool:
        """Ask for everything that was wanted in vain; whether there is anything new."""
        asked, self._asked = self._asked, []
        for wanted in asked:
            await self._learn(wanted)
        return any(wanted in self._answers for wanted in asked)

    async def _learn(self, wanted: Wanted) -> None:
        def compute(references: References) -> Any:
            return references.find(wanted)

        try:
            self._answers[wanted] = await self._asking.settle(compute)
        except AnswerFailedError as failed:
            if isinstance(failed.error, Forbidden):
                raise failed.error from None
            self._missing.add(wanted)
