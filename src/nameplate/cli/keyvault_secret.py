"""``nameplate keyvault secret``: secrets and their versions."""

import sys
from base64 import b64encode
from pathlib import Path
from typing import Any, Final

from nameplate.cli import secret_shapes
from nameplate.cli.command import TAGS, Command, Invocation, option
from nameplate.cli.control_plane import pairs
from nameplate.cli.failures import usage
from nameplate.cli.vault_api import (
    ONE_SECRET,
    VAULT,
    VERSION,
    named_secret,
    open_vault,
)

_ENCODINGS: Final = ("utf-8", "utf-16le", "utf-16be", "ascii", "base64", "hex")


def set_secret(call: Invocation) -> Any:
    """Set a secret: a new version of it."""
    arguments = call.arguments
    vault, named = named_secret(call)
    tags = pairs(arguments.tags)
    if arguments.file and arguments.file != "-":
        tags.setdefault("file-encoding", arguments.encoding)
    body: dict[str, Any] = {"value": _value(call)}
    if tags:
        body["tags"] = tags
    if arguments.content_type is not None:
        body["contentType"] = arguments.content_type
    attributes = secret_shapes.attributes_of(
        enabled="false" if arguments.disabled == "true" else None,
        expires=arguments.expires,
        not_before=arguments.not_before,
    )
    if attributes:
        body["attributes"] = attributes
    return secret_shapes.secret(vault.send("PUT", f"secrets/{named.path}", body).json())


def _value(call: Invocation) -> str:
    """The value: of the option, of a file, of standard input, or asked for."""
    arguments = call.arguments
    if arguments.value is not None and arguments.file:
        raise usage("give --value or --file, not both")
    if arguments.value is not None:
        return str(arguments.value)
    if arguments.file == "-":
        return sys.stdin.read().removesuffix("\n")
    if arguments.file:
        return _from_file(Path(arguments.file), arguments.encoding)
    if not sys.stdin.isatty():
        raise usage("there is no terminal to ask for the value at: use --value or --file -")
    from getpass import getpass  # noqa: PLC0415 - only when asked for

    return getpass("Value: ")


def _from_file(path: Path, encoding: str) -> str:
    try:
        content = path.read_bytes()
        if encoding == "base64":
            return b64encode(content).decode()
        return content.hex() if encoding == "hex" else content.decode(encoding)
    except (OSError, UnicodeDecodeError) as problem:
        raise usage(f"cannot read the value from {path}: {problem}") from None


def show(call: Invocation) -> Any:
    """Show a secret with its value."""
    vault, named = named_secret(call)
    return secret_shapes.secret(vault.send("GET", f"secrets/{named.path}").json())


def list_all(call: Invocation) -> Any:
    """List secrets, without values."""
    rows = [secret_shapes.properties(item) for item in open_vault(call).items("secrets")]
    return rows if call.arguments.include_managed else [row for row in rows if not row["managed"]]


def list_versions(call: Invocation) -> Any:
    """List the versions of a secret, without values."""
    vault, named = named_secret(call)
    return [secret_shapes.properties(one) for one in vault.items(f"secrets/{named.path}/versions")]


def set_attributes(call: Invocation) -> Any:
    """Change what is said of a version; its value stays."""
    arguments = call.arguments
    vault, named = named_secret(call)
    body: dict[str, Any] = {}
    attributes = secret_shapes.attributes_of(
        enabled=arguments.enabled, expires=arguments.expires, not_before=arguments.not_before
    )
    if attributes:
        body["attributes"] = attributes
    if arguments.content_type is not None:
        body["contentType"] = arguments.content_type
    if arguments.tags is not None:
        body["tags"] = pairs(arguments.tags)
    path = named.path if named.version else f"{named.path}/"
    return secret_shapes.secret(vault.send("PATCH", f"secrets/{path}", body).json())


_SWITCH: Final = ("true", "false")
_TIMES: Final = (
    option("--expires", metavar="TIME", help="until when it may be read: 2026-12-31T23:59:59Z"),
    option("--not-before", metavar="TIME", help="from when on it may be read"),
)
_COLUMNS: Final = ("Name=name", "Enabled=attributes.enabled", "Expires=attributes.expires", "Id=id")

COMMANDS: Final = (
    Command(
        "keyvault secret set",
        "set a secret; without --value it asks",
        "nameplate keyvault secret set --vault-name contoso -n db-password",
        set_secret,
        (
            *ONE_SECRET,
            option("--value", metavar="TEXT", help="the value; other users may see it in `ps`"),
            option("--file", "-f", metavar="FILE", help="read the value from a file; - is stdin"),
            option("--encoding", "-e", choices=_ENCODINGS, default="utf-8", help="the file's"),
            option("--content-type", "--description", metavar="TEXT", help="what the value is"),
            option("--disabled", choices=_SWITCH, nargs="?", const="true", help="not readable yet"),
            *_TIMES,
            TAGS,
        ),
        ("Name=name", "Value=value", "Id=id"),
    ),
    Command(
        "keyvault secret show",
        "show a secret with its value",
        "nameplate keyvault secret show --vault-name contoso -n db-password --query value -o tsv",
        show,
        (*ONE_SECRET, VERSION),
        ("Name=name", "Value=value", "Id=id"),
    ),
    Command(
        "keyvault secret list",
        "list secrets, without values",
        "nameplate keyvault secret list --vault-name contoso -o table",
        list_all,
        (VAULT, option("--include-managed", action="store_true", help="certificates' too")),
        _COLUMNS,
    ),
    Command(
        "keyvault secret list-versions",
        "list the versions of a secret",
        "nameplate keyvault secret list-versions --vault-name contoso -n db-password",
        list_versions,
        ONE_SECRET,
        _COLUMNS,
    ),
    Command(
        "keyvault secret set-attributes",
        "change a version's attributes, type or tags",
        "nameplate keyvault secret set-attributes --vault-name contoso -n old --enabled false",
        set_attributes,
        (
            *ONE_SECRET,
            VERSION,
            option("--enabled", choices=_SWITCH, nargs="?", const="true", help="readable or not"),
            option("--content-type", metavar="TEXT", help="what the value is"),
            *_TIMES,
            TAGS,
        ),
        _COLUMNS,
    ),
)
