"""What ``ad app create`` and ``update`` can say of an application beside names and roles."""

import json
from argparse import Namespace
from collections.abc import Iterable
from typing import Any, Final

from nameplate.cli.command import option
from nameplate.cli.failures import usage


def described_settings(arguments: Namespace) -> dict[str, Any]:
    """What was given, in Graph's shape, and nothing else."""
    body: dict[str, Any] = {}
    if arguments.web_redirect_uris is not None:
        body["web"] = {"redirectUris": arguments.web_redirect_uris}
    if arguments.public_client_redirect_uris is not None:
        body["publicClient"] = {"redirectUris": arguments.public_client_redirect_uris}
    if arguments.is_fallback_public_client is not None:
        body["isFallbackPublicClient"] = arguments.is_fallback_public_client == "true"
    if arguments.requested_access_token_version is not None:
        version = int(arguments.requested_access_token_version)
        body["api"] = {"requestedAccessTokenVersion": version}
    return merged(body, assignments(arguments.set or ()))


def assignments(given: Iterable[str]) -> dict[str, Any]:
    """``a.b=value`` of ``--set``: values are JSON where they can be read as such."""
    body: dict[str, Any] = {}
    for each in given:
        path, equals, text = each.partition("=")
        if not equals or not all(path.split(".")):
            raise usage(f"--set takes NAME=VALUE, not '{each}'")
        value = _value(text)
        for name in reversed(path.split(".")):
            value = {name: value}
        body = merged(body, value)
    return body


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Both, the second where both say something."""
    both = {**one, **other}
    for name in one.keys() & other.keys():
        if isinstance(one[name], dict) and isinstance(other[name], dict):
            both[name] = merged(one[name], other[name])
    return both


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


SET: Final = option(
    "--set", nargs="+", metavar="NAME=VALUE", help="any other property, by its path"
)
SETTINGS: Final = (
    option("--web-redirect-uris", nargs="*", metavar="URI", help="where a web app signs in to"),
    option(
        "--public-client-redirect-uris",
        nargs="*",
        metavar="URI",
        help="where a native client does; http://localhost stands for any port",
    ),
    option(
        "--is-fallback-public-client",
        choices=("true", "false"),
        nargs="?",
        const="true",
        help="whether it may ask without a secret (device code, password)",
    ),
    option(
        "--requested-access-token-version",
        choices=("1", "2"),
        help="which tokens it takes (1)",
    ),
    SET,
)
