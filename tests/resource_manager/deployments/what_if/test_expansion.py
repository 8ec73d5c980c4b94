"""A deployment with those in it, before any of them runs."""

from nameplate.resource_manager.deployments.what_if.expansion import Expansion
from tests.providers.stand import Stand
from tests.resource_manager.deployments.what_if.deploying import Lab, resource, template
from tests.resource_manager.deployments.what_if.test_what_if import (
    CLIENT_ID,
    IDENTITY_RESOURCE,
    nested,
)

SITE = resource("Microsoft.Web/sites", "web1", location="westeurope", condition=True)


async def test_what_is_known_has_no_twin(stand: Stand) -> None:
    lab = Lab(stand)
    expansion = Expansion(stand.control_plane, lab)
    prepared = lab.prepared(template(IDENTITY_RESOURCE, nested("in", template(SITE))))
    outer, inner = await expansion.all_of(prepared)
    assert (outer.twin, inner.twin) == (None, None)
    assert [node.name for node, _ in outer.resources] == ["deployer"]
    assert [(node.name, twin) for node, twin in inner.pairs] == [("web1", None)]
    assert expansion.unknown == []
    assert expansion.placeholders.expressions == {}


async def test_what_waits_for_others_has_one(stand: Stand) -> None:
    lab = Lab(stand)
    expansion = Expansion(stand.control_plane, lab)
    given = {"id": {"value": CLIENT_ID}}
    inner = template(SITE, parameters={"id": {"type": "string"}})
    prepared = lab.prepared(template(IDENTITY_RESOURCE, nested("in", inner, parameters=given)))
    _, found = await expansion.all_of(prepared)
    assert found.twin is not None
    assert [twin.name for _, twin in found.pairs if twin] == ["web1"]
    assert set(expansion.placeholders.expressions.values()) == {CLIENT_ID}
