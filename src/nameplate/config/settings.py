"""The effective settings as one value, with the place that each came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nameplate.config import home as homes
from nameplate.config import sources
from nameplate.config.catalogue import SETTINGS
from nameplate.config.home import Home
from nameplate.config.master_key import MasterKeySource
from nameplate.config.proxies import UpstreamProxy, without_password
from nameplate.config.sources import Given

_PORT_NAMES = ("https_port", "token_port", "proxy_port", "portal_port")


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of a server; 0 takes a free one."""

    https: int
    token: int
    proxy: int
    portal: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation is told. Nothing reads a setting from anywhere else."""

    home: Home
    host: str
    ports: Ports
    tenant_id: str | None
    subscription_id: str | None
    tenant_domain: str
    issuer: str | None
    domain: str | None
    """The installation's own domain; ``None`` means production names on loopback."""
    msi2017_expires_on: str
    token_lifetime: int
    app_token_lifetime: int
    deletion_seconds: int
    default_location: str
    default_group: str
    extra_audiences: tuple[str, ...]
    routes: Mapping[str, str]
    allow_unknown_types: bool
    template_hosts: tuple[str, ...]
    federation_issuers: tuple[str, ...]
    app_memory_mb: int
    app_cpu_percent: int
    app_files: int
    app_processes: int
    container_address: str | None
    imds_app: str | None
    audit_limit: int
    upstream: UpstreamProxy
    master_key: MasterKeySource
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    inherited: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """The environment that was read, for the few variables that hosted apps and builds inherit."""


@dataclass(frozen=True, slots=True)
class Effective:
    """A line of ``config show``."""

    name: str
    value: Any
    origin: str


def load_settings(
    environment: Mapping[str, str],
    flags: Mapping[str, Any] | None = None,
    *,
    home: str | None = None,
) -> Settings:
    """Read every layer once. Raises ``ConfigurationError`` with one sentence; creates nothing."""
    place, place_origin = homes.locate(environment, home)
    homes.check(place)
    values: dict[str, Any] = {setting.name: setting.default for setting in SETTINGS}
    origins = {setting.name: "default" for setting in SETTINGS}
    for layer in (
        sources.from_file(place.settings_file),
        sources.from_environment(environment),
        sources.from_flags(flags or {}),
    ):
        _lay(layer, values, origins)
    return Settings(
        home=place,
        ports=Ports(*(values[name] for name in _PORT_NAMES)),
        upstream=UpstreamProxy.of(environment),
        master_key=MasterKeySource.of(environment, place),
        origins={"home": place_origin, **origins},
        inherited=dict(environment),
        **{name: values[name] for name in values if name not in (*_PORT_NAMES, "port_base")},
    )


def _lay(layer: list[Given], values: dict[str, Any], origins: dict[str, str]) -> None:
    """Lay one source over the ones below it; in itself, a port outranks ``port_base``."""
    for given in sorted(layer, key=lambda given: given.setting.name != "port_base"):
        name = given.setting.name
        if name == "port_base":
            for offset, port in enumerate(_PORT_NAMES):
                values[port] = given.value + offset if given.value else 0
                origins[port] = given.origin
        elif given.setting.kind.merges:
            values[name] = {**values[name], **given.value}
            origins[name] = given.origin
        else:
            values[name] = given.value
            origins[name] = given.origin


def effective(settings: Settings) -> Iterator[Effective]:
    """Every setting as it holds, with its origin, and without anything that is secret."""
    origins = settings.origins
    yield Effective("home", str(settings.home.root), origins["home"])
    for name in ("https", "token", "proxy", "portal"):
        key = f"{name}_port"
        yield Effective(key, getattr(settings.ports, name), origins[key])
    for setting in SETTINGS:
        if setting.name not in (*_PORT_NAMES, "port_base"):
            value = getattr(settings, setting.name)
            shown = list(value) if isinstance(value, tuple) else value
            yield Effective(setting.name, shown, origins[setting.name])
    yield Effective("master_key", "***", settings.master_key.origin)
    yield from _proxies(settings.upstream)


def _proxies(upstream: UpstreamProxy) -> Iterator[Effective]:
    for name, url in (("https_proxy", upstream.https), ("http_proxy", upstream.http)):
        yield Effective(name, without_password(url) if url else None, "environment")
    yield Effective("no_proxy", list(upstream.bypass), "environment")
