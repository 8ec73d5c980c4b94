"""What a process in a container finds: the environment of ``run`` without this machine's paths.

One file of certificates, one name under which this machine is called, one secret, which is the
proxy's password too. Written as ``docker run --env-file`` reads it: lines of ``NAME=value``, as
they stand. Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nameplate.core.secret_value import SecretValue
from nameplate.workload.bundles import ADDING, REPLACING
from nameplate.workload.environment import (
    JAVA_OPTION,
    AppFacts,
    Folders,
    Routing,
    TokenEndpoint,
    Trust,
    compose,
)
from nameplate.workload.no_proxy import ALWAYS

CA_FILE: Final = "/run/nameplate/ca.pem"
"""Where the container finds the certificates."""
_OURS_ALONE: Final = (*("AZURE_CONFIG_DIR", "AZD_CONFIG_DIR", "PORT", "SERVER_PORT", JAVA_OPTION),)
"""Folders and ports of this machine, and a form of trust that one file cannot give."""
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_READ_ALIKE: Final = re.compile(r"""[^\n'"$`\\#\s]*""")
"""What an env file of Compose says as one of ``docker run`` does."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How a container reaches this machine."""

    host: str
    """``host.docker.internal``"""
    token: int
    proxy: int
    secret: SecretValue
    """Good under ``host`` alone."""
    no_proxy: str


@dataclass(frozen=True, slots=True)
class EnvFile:
    """Lines, and the names that are not in them or not alike everywhere."""

    text: str
    left_out: tuple[str, ...]
    raw_only: tuple[str, ...]
    """Values that Compose reads in another way unless it is told ``format: raw``."""


def container_variables(app: AppFacts, reach: Reach) -> dict[str, str]:
    """The variables of a process of an app."""
    endpoint = TokenEndpoint(f"http://{reach.host}:{reach.token}/msi/token/", reach.secret)
    proxy = f"http://{reach.host}:{reach.secret.reveal()}@{reach.host}:{reach.proxy}"
    passed = dict.fromkeys((*ALWAYS, reach.host, *reach.no_proxy.split(",")))
    composition = compose(
        {},
        app=app,
        endpoint=endpoint,
        routing=Routing(proxy, ",".join(name for name in passed if name)),
        trust=Trust(dict.fromkeys((*REPLACING, *ADDING), CA_FILE)),
        folders=Folders("", ""),
    )
    found = {name: text for name, text in composition.added.items() if name not in _OURS_ALONE}
    return {**found, "NODE_USE_ENV_PROXY": "1"}  # Node from 24 on heeds the proxy by itself


def env_file(variables: Mapping[str, str]) -> EnvFile:
    """The file, sorted by name; what it cannot say is named."""
    kept = {
        name: text
        for name, text in sorted(variables.items())
        if _NAME.fullmatch(name) and not re.search(r"[\r\n]", text)
    }
    return EnvFile(
        "".join(f"{name}={text}\n" for name, text in kept.items()),
        tuple(sorted(variables.keys() - kept.keys())),
        tuple(name for name, text in kept.items() if not _READ_ALIKE.fullmatch(text)),
    )
