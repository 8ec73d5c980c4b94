"""The registry: every function of the language, by its name in lower case."""

from collections.abc import Mapping
from itertools import chain
from typing import Final

from nameplate.template.functions import (
    arrays,
    catalogues,
    cidr,
    comparison,
    dates,
    deployment,
    encoding,
    hashing,
    lambdas,
    logical,
    numeric,
    objects,
    resource_ids,
    run_time,
    searching,
    strings,
)
from nameplate.template.functions.function import Function

FUNCTIONS: Final[tuple[Function, ...]] = tuple(
    chain(
        strings.FUNCTIONS,
        encoding.FUNCTIONS,
        hashing.FUNCTIONS,
        arrays.FUNCTIONS,
        searching.FUNCTIONS,
        objects.FUNCTIONS,
        comparison.FUNCTIONS,
        logical.FUNCTIONS,
        numeric.FUNCTIONS,
        dates.FUNCTIONS,
        cidr.FUNCTIONS,
        lambdas.FUNCTIONS,
        deployment.FUNCTIONS,
        resource_ids.FUNCTIONS,
        run_time.FUNCTIONS,
        catalogues.FUNCTIONS,
    )
)

BY_NAME: Final[Mapping[str, Function]] = {function.name.lower(): function for function in FUNCTIONS}
