"""``python -m benchmarks.evaluation RESOURCES``: CPU seconds that evaluating a template takes.

A program of its own, so that nothing but the template language is in the process. It reads the
text, binds it, orders it, and evaluates every body; prints JSON.
"""

import json
import sys
import time
from typing import Any, Final

from benchmarks.large_template import template
from nameplate.template.document.template import Template
from nameplate.template.environment import Environment, Level
from nameplate.template.references import Answers

_SUBSCRIPTION: Final = "11111111-1111-1111-1111-111111111111"
_ABOVE: Final = f"/subscriptions/{_SUBSCRIPTION}"


def main() -> int:
    """Evaluate once to warm up, then three times; the best counts."""
    resources = int(sys.argv[1])
    text = json.dumps(template(resources)).encode()
    evaluate(text)
    best = min(evaluate(text) for _ in range(3))
    print(json.dumps({"resources": resources, "seconds": best}))
    return 0


def evaluate(text: bytes) -> float:
    """CPU seconds from the text to the last body."""
    began = time.process_time()
    plan = Template.parse(text).bind({}, _environment()).plan()
    answers = Answers()
    bodies = [node.evaluate(answers) for node in plan.active]
    used = time.process_time() - began
    assert len(bodies) == len(plan.active) > 0
    return used


def _environment() -> Environment:
    known: dict[str, Any] = {"subscriptionId": _SUBSCRIPTION, "id": _ABOVE, "tenantId": ""}
    group = {"id": f"{_ABOVE}/resourceGroups/bench", "name": "bench", "location": "westeurope"}
    return Environment(level=Level.GROUP, subscription=known, resource_group=group)


if __name__ == "__main__":
    sys.exit(main())
