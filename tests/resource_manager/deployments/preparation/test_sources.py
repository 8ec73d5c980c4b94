"""Where templates come from: what a link must lead to."""

from typing import Any

import pytest

from nameplate.core.errors import NameplateError
from nameplate.resource_manager.deployments.preparation.sources import Sources
from nameplate.resource_manager.deployments.work import Work
from nameplate.template.document.nested import Link, Nested
from tests.fakes.linked_templates import FakeLinkedTemplates
from tests.providers.stand import GROUP
from tests.resource_manager.deployments.preparing import template

URI = "https://files.example/x.json"


def linked(**more: Any) -> Nested:
    known: dict[str, Any] = {
        "id": f"{GROUP}/x",
        "name": "x",
        "scope": GROUP,
        "mode": "Incremental",
        "location": None,
        "template": None,
        "link": Link(uri=URI),
        "parameters": {},
    }
    return Nested(**known | more)


async def refused(nested: Nested, **documents: Any) -> NameplateError:
    sources = Sources(FakeLinkedTemplates(**documents), Work())
    with pytest.raises(NameplateError) as caught:
        await sources.of_nested(nested, "")
    return caught.value


async def test_what_links_to_a_template_gets_it() -> None:
    sources = Sources(FakeLinkedTemplates(**{URI: template()}), Work())
    found = await sources.of_nested(linked(), "")
    assert found.template.document == template()
    assert found.base == URI
    assert found.template_link == {"uri": URI, "contentVersion": "1.0.0.0"}


@pytest.mark.parametrize(
    ("document", "code"),
    [(b"<html>", "InvalidTemplate"), (b"", "InvalidTemplate"), (b"[]", "InvalidTemplate")],
)
async def test_other_documents_are_no_templates(document: bytes, code: str) -> None:
    assert (await refused(linked(), **{URI: document})).code == code


async def test_the_version_that_is_wanted_must_be_there() -> None:
    wanted = linked(link=Link(uri=URI, content_version="2.0.0.0"))
    found = await refused(wanted, **{URI: template()})
    assert found.code == "ContentVersionMismatch"
    assert "'2.0.0.0'" in found.message


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"[]", "no object"),
        (b"{", "Unexpected end"),
        ({"parameters": {"a": 1}}, "'a'"),
        ({}, "'parameters'"),
    ],
)
async def test_linked_parameters_are_a_parameters_file(document: Any, words: str) -> None:
    parameters = Link(uri="https://files.example/p.json")
    found = await refused(
        linked(parameters_link=parameters),
        **{URI: template(), "https://files.example/p.json": document},
    )
    assert found.status == 400
    assert words in found.message or "parameters.a" in found.message


async def test_what_cannot_be_fetched_is_said() -> None:
    assert (await refused(linked())).code == "InvalidContentLink"
