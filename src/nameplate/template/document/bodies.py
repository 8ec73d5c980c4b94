"""A resource's body: what is sent to its provider, and what it depends on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from nameplate.template.document.directory import Resources
from nameplate.template.document.instances import Instance
from nameplate.template.document.materialize import Keep, expressions, materialize
from nameplate.template.document.resources import OUTSIDE_BODY
from nameplate.template.document.sections import member_of
from nameplate.template.errors import ExpressionFault, InvalidTemplate
from nameplate.template.functions.catalogue import BY_NAME
from nameplate.template.functions.words import is_array, is_text
from nameplate.template.language.frame import Frame, Place
from nameplate.template.language.nodes import Call, Item, Literal, Member, Node, calls
from nameplate.template.language.parser import parse
from nameplate.template.references import Awaiting, References
from nameplate.template.secrets import reveal

_RAW: Final = "template"


def is_run_time(call: Call) -> bool:
    """Whether a call asks a deployed resource."""
    key = call.name.lower()
    function = BY_NAME.get(key) or (BY_NAME["list*"] if key.startswith("list") else None)
    return function is not None and function.run_time and "." not in key


def evaluated(instance: Instance, references: References | None, keep: Keep | None = None) -> Any:
    """The body of a resource, with its name, type and api-version left to the caller."""
    head = instance.frame
    body = head.at(Place.BODY, references)
    made: dict[str, Any] = {}
    for name, value in instance.declaration.body.items():
        lower = name.lower()
        if lower == "properties":
            made[name] = _properties(instance, value, body, keep)
        elif lower not in OUTSIDE_BODY:
            made[name] = materialize(value, head)
    return made


def foreseen(instance: Instance, references: References) -> tuple[dict[str, Any], bool]:
    """The body with every expression in it that the answers suffice for; whether all of them do."""
    kept: list[Node] = []

    def keep(node: Node, frame: Frame) -> bool:
        if not any(map(is_run_time, calls(node))):
            return False
        try:
            frame.evaluate(node)
        except (Awaiting, ExpressionFault):
            kept.append(node)
            return True
        return False

    body = dict(evaluated(instance, references, keep))
    return body, not kept


def _properties(instance: Instance, value: Any, frame: Frame, keep: Keep | None) -> Any:
    """Of a nested deployment the template stays as it is: it is bound by itself."""
    if not instance.declaration.is_deployment or not isinstance(value, dict):
        return materialize(value, frame, keep)
    return {
        name: held if _is_template(name, held) else materialize(held, frame, keep)
        for name, held in value.items()
    }


def _is_template(name: str, value: Any) -> bool:
    """A template may also come out of an expression: then that is evaluated."""
    return name.lower() == _RAW and not is_text(value)


def is_outer(instance: Instance) -> bool:
    """Whether a nested template's expressions belong to the template around it.

    Those of one that comes out of an expression are its own.
    """
    properties = instance.declaration.get("properties")
    if is_text(member_of(properties, _RAW)):
        return False
    scope = member_of(member_of(properties, "expressionEvaluationOptions"), "scope")
    return not (is_text(scope) and scope.lower() == "inner")


@dataclass(slots=True)
class Survey:
    """Finds what a body asks of other resources, and so depends on."""

    resources: Resources
    found: list[Instance] = field(default_factory=list)

    def keep(self, node: Node, frame: Frame) -> bool:
        """Keep what cannot be evaluated before other resources are deployed."""
        if not any(map(is_run_time, calls(node))):
            return False
        frame.evaluator.verify(node, frame)
        self._visit(node, frame)
        return True

    def template(self, value: Any, frame: Frame) -> None:
        """Look through a nested template whose expressions belong to this one."""
        for text in expressions(value):
            try:
                node = parse(text)
            except ExpressionFault:
                continue
            if any(map(is_run_time, calls(node))):
                self._visit(node, frame)

    def _visit(self, node: Node, frame: Frame) -> None:
        match node:
            case Call(name, arguments):
                if name.lower() == "if" and len(arguments) == 3:
                    arguments = self._branches(arguments, frame)
                if is_run_time(node):
                    self._note(node, frame)
                for argument in arguments:
                    self._visit(argument, frame)
            case Member(target, _, _):
                self._visit(target, frame)
            case Item(target, index, _):
                self._visit(target, frame)
                self._visit(index, frame)
            case Literal():
                return

    def _branches(self, arguments: tuple[Node, ...], frame: Frame) -> tuple[Node, ...]:
        """The branch that will be evaluated, both where that is not known yet."""
        condition = _known(arguments[0], frame)
        if condition is True:
            return arguments[:2]
        return (arguments[0], arguments[2]) if condition is False else arguments

    def _note(self, call: Call, frame: Frame) -> None:
        """A name means a dependency; an id only where no api-version comes with it."""
        if not call.arguments:
            return
        given = _known(call.arguments[0], frame)
        if not is_text(given) or (given.startswith("/") and len(call.arguments) > 1):
            return
        declared = self.resources.declared(given)
        if declared is not None:
            self.found.extend(declared if isinstance(declared, tuple) else (declared,))


def _known(node: Node, frame: Frame) -> Any:
    """A value that can be computed now, else ``None``."""
    try:
        return reveal(frame.evaluate(node))
    except (ExpressionFault, InvalidTemplate, Awaiting, RecursionError):
        return None


def named_dependencies(instance: Instance) -> Iterator[str]:
    """The entries of ``dependsOn``. Raises ``ExpressionFault``."""
    given = materialize(instance.declaration.get("dependsOn"), instance.frame)
    if not (given is None or is_array(given)):
        raise ExpressionFault("The 'dependsOn' property must be an array")
    for entry in given or ():
        text = reveal(entry)
        if not is_text(text):
            raise ExpressionFault("An entry of 'dependsOn' must be a string")
        yield text
