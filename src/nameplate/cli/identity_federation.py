"""``nameplate identity federated-credential``: whose tokens stand for an identity.

A workload with a token of that issuer, for that subject, is given the identity's own tokens.
"""

from typing import Any, Final

from nameplate.cli.command import GROUP, NAME, Command, Invocation, option
from nameplate.cli.control_plane import IDENTITIES, with_group

_COLLECTION: Final = "federatedIdentityCredentials"
_EXCHANGE: Final = "api://AzureADTokenExchange"


def create(call: Invocation) -> Any:
    """Trust an issuer's tokens for a subject, or change what has that name."""
    arguments = call.arguments
    properties = {
        "issuer": arguments.issuer,
        "subject": arguments.subject,
        "audiences": arguments.audiences or [_EXCHANGE],
    }
    path = f"{_collection(call)}/{arguments.name}"
    return with_group(call.plane.put(path, IDENTITIES.api_version, {"properties": properties}))


def list_all(call: Invocation) -> Any:
    """List whose tokens stand for an identity."""
    found = call.plane.items(_collection(call), IDENTITIES.api_version)
    return [with_group(one) for one in found]


def show(call: Invocation) -> Any:
    """Show one."""
    path = f"{_collection(call)}/{call.arguments.name}"
    return with_group(call.plane.get(path, IDENTITIES.api_version))


def delete(call: Invocation) -> Any:
    """Trust them no more; tokens that were given stay valid until they expire."""
    path = f"{_collection(call)}/{call.arguments.name}"
    call.plane.delete(path, IDENTITIES.api_version)


def _collection(call: Invocation) -> str:
    arguments = call.arguments
    identity = call.plane.find(
        IDENTITIES,
        arguments.identity_name,
        arguments.resource_group,
        call.settings.default_group,
    )
    return f"{identity['id']}/{_COLLECTION}"


_IDENTITY: Final = option(
    "--identity-name", required=True, metavar="NAME", help="the user-assigned identity"
)
_COLUMNS: Final = ("Name=name", "Issuer=properties.issuer", "Subject=properties.subject")

COMMANDS: Final = (
    Command(
        "identity federated-credential create",
        "trust an issuer's tokens for a subject",
        "nameplate identity federated-credential create -n ci --identity-name deployer "
        "--issuer https://token.actions.githubusercontent.com --subject repo:contoso/app:ref:x",
        create,
        (
            NAME,
            _IDENTITY,
            GROUP,
            option("--issuer", required=True, metavar="URL", help="what the tokens' iss must be"),
            option("--subject", required=True, metavar="TEXT", help="what their sub must be"),
            option(
                "--audiences",
                nargs="+",
                metavar="URI",
                help=f"what their aud must be (default: {_EXCHANGE})",
            ),
        ),
        _COLUMNS,
    ),
    Command(
        "identity federated-credential list",
        "list whose tokens stand for an identity",
        "nameplate identity federated-credential list --identity-name deployer -o table",
        list_all,
        (_IDENTITY, GROUP),
        _COLUMNS,
    ),
    Command(
        "identity federated-credential show",
        "show whose tokens stand for an identity",
        "nameplate identity federated-credential show -n ci --identity-name deployer",
        show,
        (NAME, _IDENTITY, GROUP),
        _COLUMNS,
    ),
    Command(
        "identity federated-credential delete",
        "trust an issuer's tokens no more",
        "nameplate identity federated-credential delete -n ci --identity-name deployer",
        delete,
        (NAME, _IDENTITY, GROUP),
    ),
)
