"""Which audiences get real tokens under ``run --tokens``, and which names are then the network's.

One rule serves both: a real token is for the real service, so the names of an audience that gets
real tokens pass to the network, and those of every other stay here. The authority, the vaults and
the apps of this home stay here unless they are named; an audience that has an emulator stays with
it. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from nameplate.core.cloud import Cloud

HERE: Final = "nameplate"


class TokenTool(StrEnum):
    """Who is asked for a real token."""

    AZURE_CLI = "azure-cli"
    AZD = "azd"
    ENVIRONMENT = "environment"


CHOICES: Final = (*TokenTool, HERE)


@dataclass(frozen=True, slots=True)
class RealTokens:
    """A choice for each audience. Made by ``read_choice``."""

    clouds: tuple[Cloud, ...]
    everything: TokenTool | None
    """For all that does not live here and is not named; ``None``: nothing else is real."""
    named: Mapping[str, TokenTool | None]
    """By audience, as ``_bare`` spells it; ``None``: from here."""
    emulated: tuple[str, ...] = ()
    """Host patterns that have an emulator which is not to see real tokens."""

    def tool_of(self, resource: str) -> TokenTool | None:
        """Who is asked for a token of a resource; ``None``: this platform."""
        bare = self._bare(resource)
        if bare in self.named:
            return self.named[bare]
        host = _host(resource)
        if host is not None and (near := self._nearest(host)) is not None:
            return self.named[near]
        if self._lives_here(bare, host):
            return None
        return self.everything

    def may_be_registered(self, resource: str) -> bool:
        """Whether an application of this home may go by the name: then it is asked for here."""
        known = any(cloud.knows_resource(resource) for cloud in self.clouds)
        return self._bare(resource) not in self.named and not known

    def passes(self, host: str) -> bool:
        """Whether a host name is the real network's in this run."""
        name = host.lower().removesuffix(".")
        if any(_is_authority(cloud, name) for cloud in self.clouds):
            return False
        near = self._nearest(name)
        if near is not None:
            return self.named[near] is not None
        if self.everything is None or any(_is_home(cloud, name) for cloud in self.clouds):
            return False
        cloud = self.clouds[0]
        return cloud.serves(name) or cloud.refuses(name)

    def told(self) -> str:
        """The choice in words, for the person who made it."""
        words = [f"{name} by {tool or HERE}" for name, tool in self.named.items()]
        if self.everything is not None:
            rest = "all others" if words else "all"
            words.append(f"{rest} but vaults, apps and emulators of this home by {self.everything}")
        return ", ".join(words)

    def _lives_here(self, bare: str, host: str | None) -> bool:
        emulated = self._suffixes(bare, host)
        if any(
            _within(pattern.removeprefix("*."), each)
            for pattern in self.emulated
            for each in emulated
        ):
            return True
        if any(bare == each.rstrip("/") for cloud in self.clouds for each in cloud.vault_audiences):
            return True
        if host is None:
            return False
        own = any(cloud.serves(host) for cloud in self.clouds[1:])
        return own or any(_is_home(cloud, host) for cloud in self.clouds)

    def _nearest(self, host: str) -> str | None:
        """The named audience that a host name belongs to: the one with the longest name."""
        found = [
            (len(suffix), bare)
            for bare in self.named
            for suffix in self._suffixes(bare, _host(bare))
            if _within(host, suffix)
        ]
        return max(found)[1] if found else None

    def _suffixes(self, bare: str, host: str | None) -> tuple[str, ...]:
        cloud = self.clouds[0]
        more = [suffix for audience, suffix in cloud.service_suffixes if audience == bare]
        return (*((host,) if host is not None else ()), *more)

    def _bare(self, resource: str) -> str:
        return _spelled(resource, self.clouds)


def read_choice(
    words: Sequence[str], clouds: Sequence[Cloud], emulated: Iterable[str] = ()
) -> RealTokens:
    """Read ``TOOL`` and ``AUDIENCE=TOOL``. Raises ValueError that says what is wrong."""
    everything: TokenTool | None = None
    named: dict[str, TokenTool | None] = {}
    for word in words:
        audience, equals, tool = word.rpartition("=")
        if tool not in CHOICES:
            raise ValueError(f"{word!r}: tokens come from {', '.join(CHOICES)}")
        chosen = None if tool == HERE else TokenTool(tool)
        if not equals:
            if chosen is None or everything is not None:
                raise ValueError(f"{word!r}: name one tool, and audiences as AUDIENCE={tool}")
            everything = chosen
            continue
        bare = _spelled(audience, clouds)
        if not bare or bare in named:
            raise ValueError(f"{word!r}: each audience is named once")
        named[bare] = chosen
    found = RealTokens(tuple(clouds), everything, named, tuple(emulated))
    _check_emulated(found)
    return found


def _check_emulated(found: RealTokens) -> None:
    for bare, tool in found.named.items():
        for pattern in found.emulated if tool is not None else ():
            name = pattern.removeprefix("*.")
            if found.named.get(found._nearest(name) or "") is not None:  # noqa: SLF001 - our own
                raise ValueError(
                    f"{bare}: {pattern} has an emulator, which is not to see real tokens; a route "
                    f"to real-tokens+http://... says that it may"
                )


def _spelled(resource: str, clouds: Sequence[Cloud]) -> str:
    """An audience without case and slash; the resource manager's two names are one."""
    bare = resource.strip().rstrip("/").lower()
    for cloud in clouds:
        names = [each.rstrip("/") for each in cloud.resource_manager_audiences]
        if bare in names:
            return names[0]
    return bare


def _host(resource: str) -> str | None:
    try:
        split = urlsplit(resource)
    except ValueError:
        return None
    return split.hostname.lower() if split.scheme == "https" and split.hostname else None


def _is_authority(cloud: Cloud, name: str) -> bool:
    hosts = (cloud.authority_host, *cloud.authority_aliases, cloud.admin_host)
    return name in hosts or cloud.region_of(name) is not None


def _is_home(cloud: Cloud, name: str) -> bool:
    """A vault's, an app's or a deployment service's."""
    return any(of(name) is not None for of in (cloud.vault_of, cloud.site_of, cloud.scm_of))


def _within(name: str, suffix: str) -> bool:
    return name == suffix or name.endswith(f".{suffix}")
