"""A template bound to parameters and an environment: everything that names can mean in it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nameplate.template.document.bodies import is_outer
from nameplate.template.document.directory import Resources
from nameplate.template.document.instances import Instance, instances
from nameplate.template.document.nested import Nested, foresee_nested, read_nested
from nameplate.template.document.outputs import Output, outputs_of
from nameplate.template.document.parameters import ParameterValues
from nameplate.template.document.plan import Node, Plan, plan_of
from nameplate.template.document.resources import Declaration
from nameplate.template.document.variables import VariableValues
from nameplate.template.environment import Environment
from nameplate.template.errors import ExpressionFault, resource_failed
from nameplate.template.functions.catalogue import BY_NAME
from nameplate.template.language.budget import Budget
from nameplate.template.language.evaluator import Evaluator
from nameplate.template.language.frame import Frame, Place
from nameplate.template.references import References

if TYPE_CHECKING:
    from nameplate.template.document.template import Template

_EVALUATOR = Evaluator(BY_NAME)


class BoundTemplate:
    """What a deployment works with: the plan, and afterwards the outputs.

    It is the ``Scope`` of its expressions. A nested template whose expressions belong to the
    template around it has that one as ``outer`` and only its resources are its own.
    """

    def __init__(
        self,
        template: "Template",
        environment: Environment,
        *,
        outer: "BoundTemplate | None" = None,
        copies: Mapping[str, int] | None = None,
        budget: Budget | None = None,
    ) -> None:
        self._template = template
        self.target = environment
        self._outer = outer
        self._copies = dict(copies or {})
        self.budget: Budget = outer.budget if outer else budget or Budget()
        self._secrets = False
        self._resources: Resources | None = None
        self._parameters = ParameterValues(template.parameters, template.types)
        self._variables = VariableValues(template.variables)

    # What expressions see (language.frame.Scope)

    @property
    def environment(self) -> Environment:
        return self._outer.environment if self._outer else self.target

    @property
    def secretive(self) -> bool:
        return self._secrets or (self._outer is not None and self._outer.secretive)

    def note_secrets(self) -> None:
        self._secrets = True

    def parameter(self, name: str) -> Any:
        return self._outer.parameter(name) if self._outer else self._parameters.value(name)

    def variable(self, name: str) -> Any:
        return self._outer.variable(name) if self._outer else self._variables.value(name)

    def knows(self, name: str) -> bool:
        if self._outer:
            return self._outer.knows(name)
        return name.lower() in self._template.functions

    def call(self, name: str, arguments: list[Any], frame: Frame) -> Any:
        if self._outer:
            return self._outer.call(name, arguments, frame)
        function = self._template.functions[name.lower()]
        return function.call(arguments, frame, self._template.types)

    def declared(self, name: str) -> Instance | tuple[Instance, ...] | None:
        found = self._resources.declared(name) if self._resources else None
        if found is None and self._outer:
            return self._outer.declared(name)
        return found

    # What a deployment does

    def complete(self, given: ParameterValues) -> None:
        """Take the parameters and evaluate defaults and variables; called once, by ``bind``."""
        self._parameters = given
        self._parameters.complete(self._frame(Place.PARAMETER))
        self._secrets = self._secrets or self._parameters.secretive
        self._variables.complete(self._frame(Place.VARIABLE))

    def plan(self) -> Plan:
        """What there is to deploy. Raises ``InvalidTemplate`` for what preflight would refuse."""
        every = instances(self._template.resources, self._frame(Place.HEAD), self.target)
        self._resources = Resources(every, _loops(self._template.resources))
        return plan_of(self._resources)

    def nested(self, node: Node, references: References | None = None) -> Nested:
        """What a nested deployment deploys; its parameters are evaluated.

        Without ``references`` what asks other resources is not known: ``Awaiting``.
        """
        instance = node.instance
        outer = self if is_outer(instance) else None
        try:
            return read_nested(instance, references, outer=outer)
        except ExpressionFault as fault:
            raise resource_failed(instance.id, fault.message, instance.mark) from None

    def foresee_nested(self, node: Node, references: References) -> tuple[Nested, bool]:
        """The same as far as ``references`` tell it, and whether that is all of it."""
        instance = node.instance
        outer = self if is_outer(instance) else None
        try:
            return foresee_nested(instance, references, outer=outer)
        except ExpressionFault as fault:
            raise resource_failed(instance.id, fault.message, instance.mark) from None

    def outputs(self, references: References) -> dict[str, Output]:
        """The outputs. Raises ``references.Awaiting``, and ``DeploymentOutputEvaluationFailed``."""
        if self._resources is None:
            self.plan()
        frame = self._frame(Place.OUTPUT).at(Place.OUTPUT, references)
        return outputs_of(self._template.outputs, self._template.types, frame)

    @property
    def shown_parameters(self) -> dict[str, Any]:
        """The parameters as the deployment's history shows them: no secret among them."""
        return self._parameters.shown()

    def _frame(self, place: Place) -> Frame:
        return Frame(self, _EVALUATOR, place, copies=self._copies)


def _loops(declarations: tuple[Declaration, ...]) -> list[str]:
    """The names and symbols of every loop."""
    found: list[str] = []
    for each in declarations:
        if each.loop is not None:
            found.append(each.loop.name)
            found.extend([each.symbol] if each.symbol else [])
        found.extend(_loops(each.children))
    return found
