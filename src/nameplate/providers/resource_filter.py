"""``$filter`` of the generic list of resources, and of the list of groups.

As "Resources - List" documents it: terms joined by ``and``; ``eq`` and ``ne`` on a few properties,
``substringof`` on names, tags by name and value. Everything else is refused by name.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from nameplate.core.errors import BadRequest
from nameplate.core.resource_id import ResourceId
from nameplate.resource_manager.records import Resource

Identity = Callable[[str], Awaitable[Mapping[str, Any] | None]]
"""A resource's identity block, by its id."""
Fits = Callable[[Resource, Identity], Awaitable[bool]]

_LONGEST: Final = 8_192
_TEXT: Final = r"'((?:[^']|'')*)'"
_COMPARISON: Final = re.compile(rf"([\w/]+)\s+(eq|ne)\s+{_TEXT}", re.IGNORECASE)
_SUBSTRING: Final = re.compile(rf"substringof\(\s*{_TEXT}\s*,\s*(\w+)\s*\)", re.IGNORECASE)
_TAG_PREFIX: Final = re.compile(rf"startswith\(\s*tagName\s*,\s*{_TEXT}\s*\)", re.IGNORECASE)
_AND: Final = re.compile(r"(?<!\s)\s++and\s++(?=(?:[^']*+'[^']*+')*+[^']*+\Z)", re.IGNORECASE)
"""Nothing is looked at again at each blank of many: a filter may be as long as an address."""
_PRINCIPAL: Final = "identity/principalid"
_COMPARED: Final = frozenset(
    ("resourcegroup", "resourcetype", "name", "location", "tagname", "tagvalue", _PRINCIPAL)
)
_SEARCHED: Final = frozenset(("name", "resourcegroup"))

_Test = Callable[[Mapping[str, str], Mapping[str, str]], bool]
"""Of a resource's facts and its tags, names in lower case."""


def resource_filter(text: str) -> Fits:
    """What a filter lets through. Raises BadRequest for one that is not understood."""
    tests = _tests(text)
    wants_identity = _PRINCIPAL in text.lower()

    async def fits(resource: Resource, identity: Identity) -> bool:
        facts = _facts(resource)
        if wants_identity:
            block = await identity(resource.id) or {}
            facts[_PRINCIPAL] = str(block.get("principalId", "")).lower()
        tags = _tags(resource)
        return all(test(facts, tags) for test in tests)

    return fits


def narrowed(text: str) -> tuple[str | None, str]:
    """The type that a filter demands, and a part of the name: what a store can look for itself."""
    kind, part = None, ""
    for term in _terms(text):
        if (match := _COMPARISON.fullmatch(term)) and match[1].lower() == "resourcetype":
            kind = _plain(match[3]) if match[2].lower() == "eq" else kind
        if (match := _SUBSTRING.fullmatch(term)) and match[2].lower() == "name":
            part = max(part, _plain(match[1]), key=len)
    return kind, part


def group_filter(text: str) -> Callable[[Resource], bool]:
    """The same for the list of resource groups: above all by tag, as ``az group list --tag``."""
    tests = _tests(text)

    def fits(group: Resource) -> bool:
        facts, tags = _facts(group), _tags(group)
        return all(test(facts, tags) for test in tests)

    return fits


def _terms(text: str) -> list[str]:
    """What ``and`` stands between. Raises BadRequest for more than anybody would ask."""
    if len(text) > _LONGEST:
        message = f"Invalid $filter: it has {len(text)} characters, and may have {_LONGEST}."
        raise BadRequest("InvalidFilterInQueryString", message)
    return [each.strip() for each in _AND.split(text)] if text.strip() else []


def _tests(text: str) -> list["_Test"]:
    terms = _terms(text)
    tests = [_test(each, text) for each in terms if _TAG_VALUE.fullmatch(each) is None]
    return [*tests, *_tag_values(terms)]


def _tags(resource: Resource) -> dict[str, str]:
    return {name.lower(): value for name, value in (resource.tags or {}).items()}


_TAG_VALUE: Final = re.compile(rf"tagValue\s+eq\s+{_TEXT}", re.IGNORECASE)
_TAG_NAME: Final = re.compile(rf"tagName\s+eq\s+{_TEXT}", re.IGNORECASE)


def _tag_values(terms: list[str]) -> list[_Test]:
    """``tagValue eq`` says something of the tag that ``tagName eq`` names, else of any."""
    names = [_plain(match[1]).lower() for each in terms if (match := _TAG_NAME.fullmatch(each))]
    values = [_plain(match[1]) for each in terms if (match := _TAG_VALUE.fullmatch(each))]

    def has(value: str) -> _Test:
        return lambda _, tags: (
            value in ([tags.get(name) for name in names] if names else list(tags.values()))
        )

    return [has(value) for value in values]


def _test(term: str, whole: str) -> _Test:
    if match := _COMPARISON.fullmatch(term):
        name, wanted = match[1].lower(), _plain(match[3]).lower()
        same = match[2].lower() == "eq"
        if name == "tagname" and same:
            return lambda _, tags: wanted in tags
        if name in _COMPARED - {"tagname", "tagvalue"}:
            return lambda facts, _: (facts.get(name) == wanted) is same
    if match := _SUBSTRING.fullmatch(term):
        part, name = _plain(match[1]).lower(), match[2].lower()
        if name in _SEARCHED:
            return lambda facts, _: part in facts[name]
    if match := _TAG_PREFIX.fullmatch(term):
        prefix = _plain(match[1]).lower()
        return lambda _, tags: any(name.startswith(prefix) for name in tags)
    raise BadRequest(
        "InvalidFilterInQueryString",
        f"Invalid $filter '{whole[:300]}' specified in the query string: it takes terms such as "
        "resourceType eq 'Microsoft.Web/sites' or substringof('web', name), joined by 'and'. "
        "Known are: resourceGroup, resourceType, name, location, tagName, tagValue, "
        "identity/principalId.",
        target="$filter",
    )


def _facts(resource: Resource) -> dict[str, str]:
    return {
        "resourcegroup": (ResourceId.parse(resource.id).resource_group or "").lower(),
        "resourcetype": resource.type.lower(),
        "name": resource.name.lower(),
        "location": (resource.location or "").replace(" ", "").lower(),
    }


def _plain(text: str) -> str:
    return text.replace("''", "'")
