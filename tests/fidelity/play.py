"""Sequences to scenarios, scenarios to outcomes."""

import secrets
from collections.abc import Iterator

from tests.fidelity.compare import compare
from tests.fidelity.records import Sequence
from tests.fidelity.report import Outcome
from tests.fidelity.scenarios.arm import ArmScenario
from tests.fidelity.scenarios.entra import EntraScenario
from tests.fidelity.scenarios.key_vault import KeyVaultScenario
from tests.fidelity.scenarios.managed_identity import APP, ManagedIdentityScenario, unique_app
from tests.fidelity.scenarios.scenario import Scenario, SetupFailed
from tests.fidelity.served import Served
from tests.running import CommandFailed, Platform


class Player:
    """Plays sequences one after the other against one platform."""

    def __init__(self, platform: Platform, *, own: bool, order: bool = False) -> None:
        self._platform = platform
        self._own = own
        self._served = Served(platform)
        self._order = order
        self._run = secrets.token_hex(3)
        self._count = 0
        self._app = APP if own else unique_app()

    def play(self, sequence: Sequence) -> Iterator[Outcome]:
        """Play every exchange, whatever became of the ones before it."""
        self._count += 1
        scenario, failure = None, "no scenario for this service"
        try:
            scenario = self._scenario(sequence)
        except (SetupFailed, CommandFailed, OSError, KeyError) as problem:
            failure = f"{type(problem).__name__}: {problem}"
        for exchange in sequence.exchanges:
            differences = [f"setup: {failure}"]
            if scenario is not None:
                try:
                    answer = scenario.play(exchange)
                    differences = compare(
                        scenario.expected(exchange, answer),
                        answer,
                        scenario.rules(exchange),
                        scenario.translate,
                        order=self._order,
                    )
                except (SetupFailed, CommandFailed, OSError, KeyError, ValueError) as problem:
                    differences = [f"setup: {type(problem).__name__}: {problem}"]
            left_out = None
            if isinstance(scenario, ArmScenario):
                left_out = self._served.left_out(exchange, scenario.types(exchange))
            found = tuple(differences)
            yield Outcome(exchange.id, sequence.name, exchange.operation, found, left_out)

    def _scenario(self, sequence: Sequence) -> Scenario | None:
        match sequence.service:
            case "keyvault-secrets":
                name = f"fid-{self._run}-{self._count}"
                return KeyVaultScenario(self._platform, sequence, name)
            case "entra":
                return EntraScenario(self._platform, sequence)
            case "managed-identity-endpoint":
                return ManagedIdentityScenario(self._platform, self._app)
            case service if service.startswith("arm-"):
                return ArmScenario(self._platform, sequence, fresh=self._own)
            case _:
                return None
