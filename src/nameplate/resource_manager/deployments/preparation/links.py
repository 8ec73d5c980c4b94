"""Linked templates: where a deployment's template or its parameters may come from.

``uri`` is absolute, ``https``, and on a host that the operator allows; ``relativePath`` is relative
to the URI of the template that it stands in, so it means something only in templates that were
themselves linked to by a URI. Files beside a template on a client's disk are the client's: the
``nameplate`` commands put them in their place before they send it. Template specs there are none.
"""

from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit, urlunsplit

from nameplate.resource_manager.deployments.preparation import preflight_refusals as refusals
from nameplate.template.document.nested import Link

_ACCEPTED = "Accepted are 'https' URIs of hosts that the setting 'template_hosts' names."


class LinkedTemplates(Protocol):
    """Documents on hosts that the operator allows."""

    async def fetch(self, uri: str) -> bytes:
        """What an absolute URI holds, within limits of size and time.

        Raises a ``NameplateError`` in Azure's words, which names what is accepted; no redirect
        leads to another host. What it raises does not tell the URI's query.
        """
        ...


def absolute(link: Link, base: str) -> str:
    """The URI of a link that stands in a template from ``base`` (empty: not from a URI)."""
    if link.id and not link.uri:
        raise refusals.template_spec(link.id)
    if link.uri:
        uri = link.uri
        if link.query_string:
            uri = f"{uri}{'&' if '?' in uri else '?'}{link.query_string.lstrip('?')}"
    else:
        uri = _beside(link.relative_path, base)
    try:
        parts = urlsplit(uri)
        valid = parts.scheme == "https" and parts.hostname and not parts.username
    except ValueError:
        valid = False
    if not valid or not uri.isprintable() or "\\" in uri or " " in uri:
        raise refusals.content_link_invalid(without_query(link.uri or uri), _ACCEPTED)
    return uri


def without_query(uri: str) -> str:
    """A URI that can be shown: a query may hold a signature."""
    return uri.partition("?")[0].partition("#")[0]


def shown_link(link: Link | None, uri: str, content_version: str | None) -> dict[str, Any] | None:
    """A link as the deployment shows it."""
    if link is None:
        return None
    document = {"uri": without_query(uri)}
    if link.relative_path and not link.uri:
        document["relativePath"] = link.relative_path
    if content_version:
        document["contentVersion"] = content_version
    return document


def _beside(path: str, base: str) -> str:
    """A relative path from a base; the base's query (a signature) goes on with it."""
    if not base:
        raise refusals.relative_path_without_base(path)
    start = urlsplit(base)
    joined = urlsplit(urljoin(without_query(base), path.replace("\\", "/")))
    if (joined.scheme, joined.netloc) != (start.scheme, start.netloc):
        raise refusals.content_link_invalid(path, "A relative path stays on the template's host.")
    return urlunsplit(joined._replace(query=joined.query or start.query, fragment=""))
