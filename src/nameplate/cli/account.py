"""``nameplate account``: the subscription, and tokens to look at or to use."""

import http.client
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from nameplate.cli import workload
from nameplate.cli.apps import find_app
from nameplate.cli.client import LOOPBACK
from nameplate.cli.command import Command, Invocation, option
from nameplate.cli.control_plane import SUBSCRIPTIONS_VERSION
from nameplate.cli.error_shapes import failure_of
from nameplate.cli.failures import CommandFailure
from nameplate.core.cloud import AZURE_PUBLIC

_APP_LEASE: Final = 60


def show(call: Invocation) -> Any:
    """Show the subscription."""
    return _account(call, call.plane.get(call.plane.subscription, SUBSCRIPTIONS_VERSION))


def list_all(call: Invocation) -> Any:
    """List the subscriptions: there is one."""
    return [
        _account(call, one) for one in call.plane.items("/subscriptions", SUBSCRIPTIONS_VERSION)
    ]


def _account(call: Invocation, found: dict[str, Any]) -> dict[str, Any]:
    installation = call.connection.installation
    return {
        "environmentName": call.connection.cloud.name,
        "homeTenantId": installation.tenant_id,
        "id": found["subscriptionId"],
        "isDefault": True,
        "managedByTenants": [],
        "name": found.get("displayName"),
        "state": found.get("state"),
        "tenantId": found.get("tenantId") or installation.tenant_id,
        "user": {"name": f"operator@{call.settings.tenant_domain}", "type": "user"},
    }


def get_access_token(call: Invocation) -> Any:
    """A token for a resource: the operator's, or with ``--app`` an app's."""
    cloud = call.connection.cloud
    resource = call.arguments.resource or cloud.resource_manager_audiences[0]
    text = (
        _app_token(call, call.arguments.app, resource)
        if call.arguments.app
        else call.connection.api.sign_in.fetch(resource)["access_token"]
    )
    return _decoded(text) if call.arguments.decode else _described(call, text)


def _app_token(call: Invocation, name: str, resource: str) -> str:
    """What the app itself would be given: asked at its own endpoint, with a secret for a minute."""
    binding = workload.bind(call.connection, find_app(call, name), _APP_LEASE)
    try:
        return _ask(binding, resource)
    finally:
        workload.unbind(call.connection, binding)


def _ask(binding: workload.Binding, resource: str) -> str:
    parts = urlsplit(binding.endpoint.url)
    connection = http.client.HTTPConnection(LOOPBACK, parts.port or 80, timeout=60)
    query = urlencode({"api-version": "2019-08-01", "resource": resource})
    try:
        connection.request(
            "GET",
            f"{parts.path}?{query}",
            headers={
                "Host": parts.netloc,
                "X-IDENTITY-HEADER": binding.endpoint.secret.reveal(),
            },
        )
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise failure_of(answer.status, body)
    import json  # noqa: PLC0415 - one option of one command

    return str(json.loads(body)["access_token"])


def _claims(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    from nameplate.crypto.jws import MalformedTokenError, UnverifiedToken  # noqa: PLC0415

    try:
        token = UnverifiedToken.parse(text)
    except MalformedTokenError as problem:
        raise CommandFailure(f"the token cannot be read: {problem}") from None
    return dict(token.header), dict(token.claims)


def _decoded(text: str) -> dict[str, Any]:
    header, claims = _claims(text)
    return {"header": header, "claims": claims}


def _described(call: Invocation, text: str) -> dict[str, Any]:
    """As az prints one: two spellings of the end, the first in local time."""
    _, claims = _claims(text)
    ends = int(claims["exp"])
    local = datetime.fromtimestamp(ends, UTC).astimezone().replace(tzinfo=None)
    return {
        "accessToken": text,
        "expiresOn": local.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "expires_on": ends,
        "subscription": call.connection.installation.subscription_id,
        "tenant": call.connection.installation.tenant_id,
        "tokenType": "Bearer",
    }


_COLUMNS: Final = ("Name=name", "SubscriptionId=id", "TenantId=tenantId", "State=state")

COMMANDS: Final = (
    Command("account show", "show the subscription", "nameplate account show", show, (), _COLUMNS),
    Command(
        "account list",
        "list the one subscription",
        "nameplate account list",
        list_all,
        (),
        _COLUMNS,
    ),
    Command(
        "account get-access-token",
        "a token for a resource, to look at or to use",
        "nameplate account get-access-token --app web1 --resource "
        f"{AZURE_PUBLIC.vault_audience} --decode",
        get_access_token,
        (
            option("--resource", metavar="URI", help="the audience (default: the control plane)"),
            option("--app", metavar="APP", help="the token that this app would get"),
            option("--decode", action="store_true", help="print header and claims instead"),
        ),
    ),
)
