"""What stays with a slot when two are swapped, and what goes with the content. Pure.

"Set up staging environments in Azure App Service", what's swapped: settings move unless their names
are in ``slotConfigNames``; what concerns the slot's own address, scale, access and diagnostics
stays. An app may ask for some of that to move too, all of it or none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Values = Mapping[str, Any]
Sticks = Callable[[str], bool]

OVERRIDE: Final = "WEBSITE_OVERRIDE_PRESERVE_DEFAULT_STICKY_SLOT_SETTINGS"
"""``0`` or ``false`` in both slots: what sticks by default moves."""
_EXTENSION_VERSION: Final = "_EXTENSION_VERSION"

_OF_THE_SLOT: Final = frozenset(
    (
        *("autoSwapSlotName", "publishingUsername", "scmType", "keyVaultReferenceIdentity"),
        *("managedServiceIdentityId", "xManagedServiceIdentityId", "acrUserManagedIdentityID"),
        *("acrUseManagedIdentityCreds", "push", "experiments"),
    )
)
"""Where it is published to, who it is, and who it is tested against: these never move."""
_BY_DEFAULT: Final = frozenset(
    (
        *("alwaysOn", "cors", "vnetName", "vnetRouteAllEnabled", "vnetPrivatePortsCount"),
        *("ipSecurityRestrictions", "ipSecurityRestrictionsDefaultAction"),
        *("scmIpSecurityRestrictions", "scmIpSecurityRestrictionsDefaultAction"),
        *("scmIpSecurityRestrictionsUseMain", "publicNetworkAccess"),
        *("minTlsVersion", "minTlsCipherSuite", "supportedTlsCipherSuites", "scmMinTlsVersion"),
        *("numberOfWorkers", "preWarmedInstanceCount", "minimumElasticInstanceCount"),
        *("functionAppScaleLimit", "elasticWebAppScaleLimit"),
        *("functionsRuntimeScaleMonitoringEnabled", "requestTracingEnabled"),
        *("requestTracingExpirationTime", "remoteDebuggingEnabled", "remoteDebuggingVersion"),
        *("httpLoggingEnabled", "azureMonitorLogCategories", "logsDirectorySizeLimit"),
        *("detailedErrorLoggingEnabled", "fileChangeAuditEnabled", "tracingOptions"),
    )
)
"""Access, scale, certificates, diagnostics: these move only for who overrides it."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What is configured of a site or a slot, opened."""

    app_settings: Values
    connection_strings: Values
    mounts: Values
    metadata: Values
    web: Values


@dataclass(frozen=True, slots=True)
class Sticky:
    """The names in ``slotConfigNames``; compared without regard to case."""

    app_settings: frozenset[str] = frozenset()
    connection_strings: frozenset[str] = frozenset()
    mounts: frozenset[str] = frozenset()


def sticky(slot_names: Values) -> Sticky:
    """Read ``slotConfigNames``."""

    def names(member: str) -> frozenset[str]:
        found = slot_names.get(member)
        listed = found if isinstance(found, list) else []
        return frozenset(each.lower() for each in listed if isinstance(each, str))

    return Sticky(
        names("appSettingNames"), names("connectionStringNames"), names("azureStorageConfigNames")
    )


def with_settings_of(own: Configuration, other: Configuration, names: Sticky) -> Configuration:
    """A slot's content and configuration, under what sticks to another one."""
    rules = _Rules.of(own, other, names)
    return Configuration(
        app_settings=_mixed(own.app_settings, other.app_settings, rules.setting),
        connection_strings=_mixed(
            own.connection_strings, other.connection_strings, rules.connection_string
        ),
        mounts=_mixed(own.mounts, other.mounts, rules.mount),
        metadata=own.metadata,
        web=_mixed(own.web, other.web, rules.member),
    )


def sticking(values: Values, sticks: Sticks) -> dict[str, Any]:
    """Those values that stay with their slot."""
    return {name: value for name, value in values.items() if sticks(name)}


def setting_sticks(one: Configuration, other: Configuration, names: Sticky) -> Sticks:
    """Whether an app setting stays, of two that are swapped."""
    return _Rules.of(one, other, names).setting


def connection_string_sticks(names: Sticky) -> Sticks:
    """Whether a connection string stays."""
    return lambda name: name.lower() in names.connection_strings


def _mixed(moving: Values, staying: Values, sticks: Sticks) -> dict[str, Any]:
    moved = {name: value for name, value in moving.items() if not sticks(name)}
    return {**moved, **sticking(staying, sticks)}


@dataclass(frozen=True, slots=True)
class _Rules:
    names: Sticky
    overridden: bool

    @classmethod
    def of(cls, one: Configuration, other: Configuration, names: Sticky) -> "_Rules":
        return cls(names, _overrides(one.app_settings) and _overrides(other.app_settings))

    def setting(self, name: str) -> bool:
        by_default = name.upper().endswith(_EXTENSION_VERSION) and not self.overridden
        return by_default or name.lower() in self.names.app_settings

    def connection_string(self, name: str) -> bool:
        return name.lower() in self.names.connection_strings

    def mount(self, name: str) -> bool:
        return name.lower() in self.names.mounts

    def member(self, name: str) -> bool:
        return name in _OF_THE_SLOT or (name in _BY_DEFAULT and not self.overridden)


def _overrides(settings: Values) -> bool:
    return str(settings.get(OVERRIDE, "")).lower() in ("0", "false")
