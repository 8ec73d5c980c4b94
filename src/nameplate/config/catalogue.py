"""Every setting, once: its key in ``nameplate.toml``, its variable, default and meaning."""

from dataclasses import dataclass
from typing import Any, Final

from nameplate.config import kinds
from nameplate.config.kinds import Kind

VARIABLE_PREFIX: Final = "NAMEPLATE_"
HOME_VARIABLE: Final = "NAMEPLATE_HOME"
MASTER_KEY_VARIABLE: Final = "NAMEPLATE_MASTER_KEY"

_PORT: Final = kinds.integer(0, 65535)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; the same name everywhere, in the spelling of each place."""

    name: str
    kind: Kind
    default: Any
    meaning: str

    @property
    def variable(self) -> str:
        """``https_port`` -> ``NAMEPLATE_HTTPS_PORT``."""
        return VARIABLE_PREFIX + self.name.upper()

    @property
    def flag(self) -> str:
        """``https_port`` -> ``--https-port``."""
        return "--" + self.name.replace("_", "-")


SETTINGS: Final = (
    Setting("host", kinds.HOST, "127.0.0.1", "the address that `up` listens on"),
    Setting("https_port", _PORT, 8443, "authority, ARM, vaults, Graph and apps, by host name"),
    Setting("token_port", _PORT, 8141, "the token endpoint that apps call (plain HTTP)"),
    Setting("proxy_port", _PORT, 8181, "the proxy that children are given"),
    Setting("portal_port", _PORT, 8140, "the portal"),
    Setting(
        "port_base",
        kinds.integer(0, 65532),
        None,
        "the four ports in a row from here: https, token, proxy, portal; 0 takes free ones",
    ),
    Setting("tenant_id", kinds.GUID, None, "the tenant; read at the first start only"),
    Setting("subscription_id", kinds.GUID, None, "the subscription; read at the first start only"),
    Setting("tenant_domain", kinds.DOMAIN, "nameplate.localhost", "the tenant's default domain"),
    Setting("issuer", kinds.HTTPS_URL, None, "what stands before the tenant in tokens' iss"),
    Setting("domain", kinds.DOMAIN, None, "the installation's own domain; none: Azure's names"),
    Setting(
        "msi2017_expires_on",
        kinds.choice("auto", "epoch", "date"),
        "auto",
        "how api-version 2017-09-01 writes expires_on",
    ),
    Setting(
        "token_lifetime", kinds.integer(60, 86_400), 86_400, "managed identities' tokens, seconds"
    ),
    Setting("app_token_lifetime", kinds.integer(60, 86_400), 3600, "applications' tokens, seconds"),
    Setting(
        "deletion_seconds",
        kinds.integer(0, 300),
        0,
        "how long deleting and recovering a secret take to be seen; 0: at once",
    ),
    Setting("default_location", kinds.TEXT, "westeurope", "what -l means when it is not given"),
    Setting("default_group", kinds.TEXT, "local", "what -g means when it is not given"),
    Setting("extra_audiences", kinds.AUDIENCES, (), "resources known beside the well-known ones"),
    Setting("routes", kinds.ROUTES, {}, "where host patterns are served"),
    Setting(
        "allow_unknown_types",
        kinds.FLAG,
        False,
        "store resources of types that nobody here knows, instead of refusing them by name",
    ),
    Setting(
        "template_hosts",
        kinds.HOSTS,
        (),
        "hosts that linked templates may be fetched from, by https; none: there are no such links",
    ),
    Setting(
        "federation_issuers",
        kinds.HOSTS,
        (),
        "hosts of token issuers that may be on this machine or a private network; others are "
        "asked for their keys on the Internet alone",
    ),
    Setting(
        "app_memory_mb",
        kinds.integer(0, 1_048_576),
        2048,
        "megabytes that all processes of a hosted app together may hold; 0: no limit",
    ),
    Setting(
        "app_cpu_percent",
        kinds.integer(0, 100_000),
        0,
        "of one processor, what a hosted app may use (control groups only); 0: no limit",
    ),
    Setting("app_files", kinds.integer(64, 1_048_576), 16_384, "open files of an app's process"),
    Setting(
        "app_processes",
        kinds.integer(0, 1_048_576),
        1024,
        "processes and threads of a hosted app (control groups, or as root); 0: no limit",
    ),
    Setting(
        "container_address",
        kinds.PRIVATE_ADDRESS,
        None,
        "this machine's address on a container engine's network: endpoint and proxy for them",
    ),
    Setting("imds_app", kinds.TEXT, None, "the app whose identity IMDS answers with"),
    Setting(
        "audit_limit", kinds.integer(1000, 100_000_000), 1_000_000, "events that the trail keeps"
    ),
)

BY_NAME: Final = {setting.name: setting for setting in SETTINGS}
BY_VARIABLE: Final = {setting.variable: setting for setting in SETTINGS}
