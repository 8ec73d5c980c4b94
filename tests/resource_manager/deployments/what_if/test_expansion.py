"""A deployment with those in it, before any of them runs."""

from nameplate.resource_manager.deployments.what_if.expansion import Expansion
from tests.providers.stand import SITE, Stand
from tests.resource_manager.deployments.what_if.deploying import (
    CLIENT_ID,
    IDENTITY_RESOURCE,
    Lab,
    nested,
    resource,
    template,
)

WEB = resource("Microsoft.Web/sites", "web1", location="westeurope", condition=True)


async def test_what_is_known_has_no_twin(stand: Stand) -> None:
    lab = Lab(stand)
    expansion = Expansion(stand.control_plane, lab)
    prepared = lab.prepared(template(IDENTITY_RESOURCE, nested("in", template(WEB))))
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
    inner = template(WEB, parameters={"id": {"type": "string"}})
    prepared = lab.prepared(template(IDENTITY_RESOURCE, nested("in", inner, parameters=given)))
    _, found = await expansion.all_of(prepared)
    assert found.twin is not None
    assert [twin.name for _, twin in found.pairs if twin] == ["web1"]
    assert set(expansion.placeholders.expressions.values()) == {CLIENT_ID}


async def test_what_a_nested_deployment_waits_for_stands_as_written(stand: Stand) -> None:
    """As modules do it: what one makes is given to the next."""
    lab = Lab(stand)
    inner = template(
        resource(
            "Microsoft.Web/sites",
            "web1",
            location="westeurope",
            properties={"c": "[parameters('id')]"},
        ),
        resource(
            "Microsoft.Web/sites",
            "web2",
            location="westeurope",
            properties={"c": "[concat('id ', parameters('id'))]"},
        ),
        resource("Microsoft.Web/sites", "[concat('s', parameters('id'))]", location="westeurope"),
        parameters={"id": {"type": "string"}},
    )
    document = template(
        IDENTITY_RESOURCE, nested("in", inner, parameters={"id": {"value": CLIENT_ID}})
    )
    changes = await lab.changes(document)
    assert [each["changeType"] for each in changes] == ["Create"] * 3 + ["Unsupported"]
    assert [each["after"]["properties"] for each in changes[1:3]] == [
        {"c": CLIENT_ID},
        {"c": f"id {CLIENT_ID}"},
    ]
    assert changes[3]["resourceId"].endswith("/[concat('s', parameters('id'))]")
    assert "cannot be calculated" in changes[3]["unsupportedReason"]
    await lab.stand.put(SITE, {"location": "westeurope", "properties": {"c": "old"}})
    (site,) = [each for each in await lab.changes(document) if each["resourceId"] == SITE]
    assert [(each["path"], each["after"]) for each in site["delta"]] == [
        ("properties.c", CLIENT_ID)
    ]
    await lab.deploy(document)
    assert set((await lab.types(document)).values()) == {"NoChange"}


async def test_modules_in_modules_wait_too(stand: Stand) -> None:
    lab = Lab(stand)
    innermost = template(
        resource(
            "Microsoft.Web/sites", "web1", location="westeurope", tags={"c": "[parameters('id')]"}
        ),
        parameters={"id": {"type": "string"}},
    )
    inner = template(
        nested("deeper", innermost, parameters={"id": {"value": "[toUpper(parameters('id'))]"}}),
        parameters={"id": {"type": "string"}},
    )
    document = template(
        IDENTITY_RESOURCE, nested("in", inner, parameters={"id": {"value": CLIENT_ID}})
    )
    assert await lab.types(document) == {"deployer": "Create", "web1": "Create"}
    await lab.deploy(document)
    assert await lab.types(document) == {"deployer": "NoChange", "web1": "NoChange"}


async def test_what_cannot_be_known_is_unsupported_until_it_can(stand: Stand) -> None:
    lab = Lab(stand)
    inner = template(
        resource(
            "Microsoft.Web/sites",
            "web1",
            location="westeurope",
            properties={"c": "[parameters('id')]"},
        ),
        parameters={"id": {"type": "object"}},
    )
    value = "[reference(resourceId('Microsoft.Web/sites', 'web0'), '2023-12-01')]"
    document = template(
        resource("Microsoft.Web/sites", "web0", location="westeurope"),
        nested("in", inner, dependsOn=["web0"], parameters={"id": {"value": value}}),
    )
    unknown, created = await lab.changes(document)
    assert unknown["changeType"] == "Unsupported"
    assert "'in'" in unknown["unsupportedReason"]
    assert created["changeType"] == "Create"
    await lab.deploy(document)
    assert set((await lab.types(document)).values()) <= {"NoChange", "Modify"}
