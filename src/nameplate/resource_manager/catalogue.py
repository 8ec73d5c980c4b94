"""Which resource types there are: a literal tuple, checked once when the server starts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nameplate.resource_manager import refusals
from nameplate.resource_manager.address import Address
from nameplate.resource_manager.provider import (
    Action,
    Acts,
    Amends,
    Applies,
    Finds,
    Lists,
    Provider,
    Removes,
    Stores,
)
from nameplate.resource_manager.resource_type import JSON, ErrorShape

_CAPABILITIES: Final = (Stores, Finds, Lists, Applies, Amends, Removes, Acts)


class CatalogueError(ValueError):
    """A catalogue that cannot work: a mistake in our own tuple, told in a sentence."""


@dataclass(frozen=True, slots=True)
class FoundAction:
    """An action, and the provider that has it."""

    provider: Provider
    action: Action
    owner: Address
    """What the action stands at: the item, or the collection for an action of the type."""


class Catalogue:
    """The known types. Asking for an unknown one is refused by name, with the known ones."""

    def __init__(
        self,
        providers: Sequence[Provider],
        *,
        unknown: Callable[[str], Provider] | None = None,
        allow_unknown: bool = False,
    ) -> None:
        """``unknown`` makes the provider of a type that nobody knows, for what is stored of it;

        new ones are taken only with ``allow_unknown``.
        """
        self._make_unknown = unknown
        self._allow_unknown = allow_unknown and unknown is not None
        self.providers = tuple(providers)
        self._by_type: dict[str, Provider] = {}
        for provider in self.providers:
            self._admit(provider)
        for provider in self.providers:
            self._check_parent(provider)
        self._namespaces = {each.type.namespace.lower(): each.type.namespace for each in providers}

    @property
    def namespaces(self) -> tuple[str, ...]:
        return tuple(sorted(self._namespaces.values()))

    def of_namespace(self, namespace: str) -> tuple[Provider, ...]:
        """Its providers, in the catalogue's order; none for an unknown one."""
        wanted = namespace.lower()
        return tuple(each for each in self.providers if each.type.namespace.lower() == wanted)

    def shape_of(self, namespace: str) -> tuple[str, ErrorShape]:
        """How a namespace's answers look: their content type, and its own refusals' shape."""
        for provider in self.of_namespace(namespace):
            return provider.type.content_type, provider.type.error_shape
        return JSON, ErrorShape.ARM

    def headers_of(self, namespace: str) -> tuple[tuple[str, str], ...]:
        """What its provider's answers carry beside ARM's own headers."""
        return next((each.type.answer_headers for each in self.of_namespace(namespace)), ())

    def get(self, type_name: str) -> Provider | None:
        """The provider of a type by its name; ``None`` for a type that is not served."""
        found = self._by_type.get(type_name.lower())
        return self.of_stored(type_name) if found is None and self._allow_unknown else found

    def of_stored(self, type_name: str) -> Provider | None:
        """The provider of a resource that is there: also when its type is not taken any longer."""
        found = self._by_type.get(type_name.lower())
        if found is None and self._make_unknown is not None:
            return self._make_unknown(type_name)
        return found

    def find(self, address: Address, api_version: str) -> Provider:
        """The provider of a resource or a collection. Raises for an unknown type."""
        provider = self.get("/".join((address.namespace, *address.types)))
        if provider is None:
            raise self._unknown(address, api_version)
        return provider

    def find_action(self, address: Address, api_version: str) -> FoundAction | None:
        """What a POST means; ``None`` when the type is known but has no such action."""
        provider = self._by_type.get(address.type_key)
        if provider is not None and not address.is_item:
            action = _action(provider, "")
            return FoundAction(provider, action, address) if action else None
        below = _action(provider, address.name) if provider is not None else None
        if provider is not None and below is not None and below.of_collection:
            return FoundAction(provider, below, replace(address, names=address.names[:-1]))
        owner = address.owner
        provider = self._by_type.get(owner.type_key) if owner.types else provider
        if provider is None and self._allow_unknown:
            return None
        if provider is None:
            raise self._unknown(address, api_version)
        action = _action(provider, address.types[-1]) if owner.is_item else None
        return FoundAction(provider, action, owner) if action else None

    def _unknown(self, address: Address, api_version: str) -> Exception:
        known = [each.type for each in self.of_namespace(address.namespace)]
        if not known:
            return refusals.unknown_namespace(address.namespace, self.namespaces)
        return refusals.unknown_type(
            known[0].namespace,
            "/".join(address.types),
            api_version,
            ("/".join(each.types) for each in known),
        )

    def _admit(self, provider: Provider) -> None:
        name = provider.type.name
        if name.count("/") < 1 or "" in name.split("/"):
            raise CatalogueError(f"'{name}' is no resource type: it wants Namespace/type")
        if provider.type.key in self._by_type:
            raise CatalogueError(f"the catalogue has '{name}' twice")
        if not any(isinstance(provider, each) for each in _CAPABILITIES):
            raise CatalogueError(f"the provider of '{name}' can do nothing")
        if isinstance(provider, Stores) and isinstance(
            provider, Applies | Amends | Finds | Removes
        ):
            raise CatalogueError(f"'{name}' is stored by the pipeline and kept by a room at once")
        self._by_type[provider.type.key] = provider

    def _check_parent(self, provider: Provider) -> None:
        parent = provider.type.key.rpartition("/")[0]
        if isinstance(provider, Stores) and "/" in parent and parent not in self._by_type:
            raise CatalogueError(f"'{provider.type.name}' has no parent type in the catalogue")


def _action(provider: Provider, name: str) -> Action | None:
    if not isinstance(provider, Acts):
        return None
    wanted = name.lower()
    return next((each for each in provider.actions if each.name.lower() == wanted), None)
