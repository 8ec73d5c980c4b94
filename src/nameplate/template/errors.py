"""What the template language refuses, in Azure's words.

``ExpressionFault`` is the sentence that a function or the evaluator says; whoever evaluates knows
which resource, variable or output it was about and wraps it into an ``InvalidTemplate``, which
carries the place as Azure's ``additionalInfo`` does.
"""

from collections.abc import Sequence

from nameplate.core.errors import BadRequest, NameplateError
from nameplate.template.marks import NOWHERE, Mark


class ExpressionFault(Exception):
    """An expression that cannot be parsed or evaluated; the message is Azure's sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidTemplate(BadRequest):
    """A template that cannot be deployed; ``mark`` says where."""

    def __init__(
        self,
        message: str,
        mark: Mark = NOWHERE,
        *,
        code: str = "InvalidTemplate",
        target: str | None = None,
        details: Sequence[NameplateError] = (),
    ) -> None:
        place = {"lineNumber": mark.line, "linePosition": mark.column, "path": mark.path}
        info = {"type": "TemplateViolation", "info": place}
        super().__init__(code, message, target=target, details=details, additional_info=[info])
        self.mark = mark


def parse_failed(message: str, mark: Mark = NOWHERE) -> InvalidTemplate:
    """The document is no template: malformed JSON, a missing or an unknown member."""
    return InvalidTemplate(f"Deployment template parse failed: '{message}'.", mark)


def located(message: str, mark: Mark) -> str:
    """The reader's way of naming a place at the end of its sentence."""
    return f"{message} Path '{mark.path}', line {mark.line}, position {mark.column}."


def validation_failed(message: str, mark: Mark = NOWHERE) -> InvalidTemplate:
    """The template, or what was given to it, is not valid."""
    return InvalidTemplate(f"Deployment template validation failed: '{message}'.", mark)


def expression_failed(message: str, mark: Mark = NOWHERE) -> InvalidTemplate:
    """An expression is no expression."""
    return InvalidTemplate(
        f"Deployment template language expression evaluation failed: '{message}'. Please see "
        "https://aka.ms/arm-template-expressions for usage details.",
        mark,
    )


def resource_invalid(name: str, message: str, mark: Mark) -> InvalidTemplate:
    """An expression of a resource's declaration (or a parameter's default) cannot be evaluated."""
    return validation_failed(
        f"The template resource '{name}' at line '{mark.line}' and column '{mark.column}' is not "
        f"valid: {message}. Please see https://aka.ms/arm-functions for usage details.",
        mark,
    )


def variable_invalid(name: str, message: str, mark: Mark) -> InvalidTemplate:
    """An expression of a variable cannot be evaluated."""
    return validation_failed(
        f"The template variable '{name}' is not valid: {message}. Please see "
        "https://aka.ms/arm-functions for usage details.",
        mark,
    )


def resource_failed(resource_id: str, message: str, mark: Mark) -> InvalidTemplate:
    """An expression of a resource cannot be evaluated now that it is to be deployed."""
    return InvalidTemplate(
        f"Unable to process template language expressions for resource '{resource_id}' at line "
        f"'{mark.line}' and column '{mark.column}'. '{message}'",
        mark,
    )


def outputs_failed(failures: Sequence[tuple[str, str]]) -> InvalidTemplate:
    """Outputs cannot be evaluated: each its name and the sentence about it."""
    code = "DeploymentOutputEvaluationFailed"
    names = ",".join(name for name, _ in failures)
    return InvalidTemplate(
        f"Unable to evaluate template outputs: '{names}'. Please see error details and deployment "
        "operations. Please see https://aka.ms/arm-common-errors for usage details.",
        code=code,
        details=[
            BadRequest(code, f"The template output '{name}' is not valid: {message}.", target=name)
            for name, message in failures
        ],
    )
