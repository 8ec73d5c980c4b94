"""Where a deployment's template and parameters come from: the request itself, or links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nameplate.resource_manager.deployments.preparation import preflight_refusals as refusals
from nameplate.resource_manager.deployments.preparation.links import (
    LinkedTemplates,
    absolute,
    shown_link,
)
from nameplate.resource_manager.deployments.preparation.reading import part
from nameplate.resource_manager.deployments.preparation.request import (
    DeploymentRequest,
    read_parameters,
)
from nameplate.resource_manager.deployments.work import Work
from nameplate.template.document.nested import Link, Nested
from nameplate.template.document.template import Template
from nameplate.template.errors import parse_failed
from nameplate.template.json_reader import JsonFault, read_json

_FILE = ("$schema", "contentVersion", "parameters", "metadata")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A template with its parameters."""

    template: Template = field(repr=False)
    parameters: Mapping[str, Any] = field(repr=False)
    base: str = field(default="", repr=False)
    """The URI that the template came from."""
    template_link: Mapping[str, Any] | None = None
    parameters_link: Mapping[str, Any] | None = None
    fetched: int = 0
    """The size of the linked template."""


class Sources:
    """Reads templates, fetching those that are linked."""

    def __init__(self, links: LinkedTemplates, work: Work) -> None:
        self._links = links
        self._work = work

    async def of_request(self, request: DeploymentRequest) -> Source:
        """What a request brings, or links to."""
        return await self._source(
            request.template,
            request.template_link,
            request.parameters,
            request.parameters_link,
            base="",
        )

    async def of_nested(self, nested: Nested, base: str) -> Source:
        """The same of a nested deployment in a template that came from ``base``."""
        return await self._source(
            nested.template, nested.link, nested.parameters, nested.parameters_link, base=base
        )

    async def _source(
        self,
        document: Any,
        link: Link | None,
        parameters: Mapping[str, Any],
        parameters_link: Link | None,
        *,
        base: str,
    ) -> Source:
        uri, size = base, 0
        if link is None:
            template = await self._work.do(Template.read, document)
        else:
            uri = absolute(link, base)
            data = await self._links.fetch(uri)
            size = len(data)
            template = await self._work.do(Template.parse, data)
            _check_version(link, template.content_version)
        linked, version = "", ""
        if parameters_link is not None:
            linked = absolute(parameters_link, base)
            version = parameters_link.content_version
            parameters = await self._parameters(parameters_link, linked)
        return Source(
            template=template,
            parameters=parameters,
            base=uri,
            fetched=size,
            template_link=shown_link(link, uri, template.content_version),
            parameters_link=shown_link(parameters_link, linked, version),
        )

    async def _parameters(self, link: Link, uri: str) -> dict[str, Any]:
        data = await self._links.fetch(uri)
        try:
            document = await self._work.do(read_json, data)
        except JsonFault as fault:
            raise parse_failed(fault.message, fault.mark) from None
        if not isinstance(document, dict):
            raise parse_failed("The linked parameters are no object.")
        found = part(document, "ParametersFile", _FILE)
        _check_version(link, found.text("contentVersion") or "")
        return read_parameters(found.required("parameters", "Parameters"))


def _check_version(link: Link, found: str) -> None:
    if link.content_version and link.content_version != found:
        raise refusals.content_version_mismatch(link.content_version, found)
