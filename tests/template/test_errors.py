"""Refusals in Azure's words, with their place."""

from nameplate.template import errors
from nameplate.template.marks import Mark

MARK = Mark(3, 7, "properties.template.resources[0]")


def test_a_refusal_carries_its_place_as_additional_info() -> None:
    failure = errors.validation_failed("it is wrong", MARK)
    assert (failure.status, failure.code) == (400, "InvalidTemplate")
    assert failure.message == "Deployment template validation failed: 'it is wrong'."
    assert list(failure.additional_info) == [
        {
            "type": "TemplateViolation",
            "info": {
                "lineNumber": 3,
                "linePosition": 7,
                "path": "properties.template.resources[0]",
            },
        }
    ]


def test_every_phase_has_its_sentence() -> None:
    found = [
        errors.parse_failed(errors.located("x.", MARK)).message,
        errors.expression_failed("x").message,
        errors.resource_invalid("r", "x", MARK).message,
        errors.variable_invalid("v", "x", MARK).message,
        errors.resource_failed("/id", "x", MARK).message,
    ]
    assert found[0].startswith("Deployment template parse failed: 'x. Path 'properties.template")
    assert found[1].startswith("Deployment template language expression evaluation failed: 'x'.")
    assert "The template resource 'r' at line '3' and column '7' is not valid: x." in found[2]
    assert "The template variable 'v' is not valid: x." in found[3]
    assert found[4] == (
        "Unable to process template language expressions for resource '/id' at line '3' and column "
        "'7'. 'x'"
    )


def test_failed_outputs_are_named_and_detailed() -> None:
    failure = errors.outputs_failed([("a", "x"), ("b", "y")])
    assert failure.code == "DeploymentOutputEvaluationFailed"
    assert "Unable to evaluate template outputs: 'a,b'." in failure.message
    assert [(each.target, each.message) for each in failure.details] == [
        ("a", "The template output 'a' is not valid: x."),
        ("b", "The template output 'b' is not valid: y."),
    ]
