"""If-Match and If-None-Match."""

import pytest

from nameplate.core.errors import PreconditionFailed
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.conditions import check
from nameplate.resource_manager.records import Resource
from tests.providers.stand import OPERATOR, SITE

HELD = Resource(
    id=SITE,
    type="t",
    name="n",
    location=None,
    kind=None,
    tags=None,
    sku=None,
    properties={},
    etag="1D8",
)


def call(if_match: str | None = None, if_none_match: str | None = None) -> Call:
    return Call(
        caller=OPERATOR,
        method="PUT",
        address=parse(SITE),
        api_version="2020-01-01",
        request_id="r",
        if_match=if_match,
        if_none_match=if_none_match,
    )


@pytest.mark.parametrize("condition", [None, "*", '"1D8"', 'W/"1D8"', '"0", "1D8"', "1D8"])
def test_what_matches_passes(condition: str | None) -> None:
    check(call(if_match=condition), HELD)


@pytest.mark.parametrize(("condition", "held"), [('"0"', HELD), ("*", None), ('"1D8"', None)])
def test_what_does_not_match_fails(condition: str, held: Resource | None) -> None:
    with pytest.raises(PreconditionFailed):
        check(call(if_match=condition), held)


def test_none_match_is_the_contrary() -> None:
    check(call(if_none_match="*"), None)
    check(call(if_none_match='"0"'), HELD)
    with pytest.raises(PreconditionFailed):
        check(call(if_none_match="*"), HELD)
