"""What Graph changes of people."""

from dataclasses import replace
from typing import Any, Final

from nameplate.authority.graph_body import flag, invalid, json_object, part, required_text
from nameplate.authority.graph_documents import user_document
from nameplate.authority.graph_reads import GraphReads
from nameplate.authority.graph_results import Call, GraphResults
from nameplate.authority.graph_routes import GraphRoute
from nameplate.authority.graph_writes import GraphWrites
from nameplate.core.errors import BadRequest, Forbidden
from nameplate.core.secret_value import SecretValue
from nameplate.directory.directory import Directory
from nameplate.directory.records import User
from nameplate.edge.http import Response

_NAME: Final = "userPrincipalName"
_LONGEST_NAME: Final = 113
_ODD: Final = frozenset('()<>[]:;,\\" /#?')


class GraphUsers:
    """Creates, changes and deletes users. Passwords go in and never come out."""

    def __init__(
        self, directory: Directory, reads: GraphReads, results: GraphResults, writes: GraphWrites
    ) -> None:
        self._directory = directory
        self._reads = reads
        self._results = results
        self._writes = writes

    def routes(self) -> tuple[GraphRoute, ...]:
        return (
            GraphRoute("POST", "users", "users/create", self.create),
            GraphRoute("PATCH", "users/{id}", "users/basic/update", self.update),
            GraphRoute("DELETE", "users/{id}", "users/delete", self.delete),
            GraphRoute(
                "POST", "users/{id}/revokeSignInSessions", "users/revokeSignInSessions", self.revoke
            ),
        )

    async def create(self, call: Call) -> Response:
        """``POST /users``: who has no password cannot sign in with one."""
        body = json_object(call.request)
        enabled = flag(body, "accountEnabled")
        password = _password(body)
        name = await self._name(body)
        work = self._writes.begin()
        user = self._directory.create_user(
            work, user_principal_name=name, display_name=required_text(body, "displayName")
        )
        if password is not None:
            await self._directory.set_password(work, user.object_id, password)
        if enabled is False:
            user = replace(user, enabled=False)
            self._directory.save_user(work, user)
        await self._writes.commit(call, work, "users/create", user.object_id, name=name)
        return self._results.entity(call, "users", user_document(user), status=201)

    async def update(self, call: Call) -> Response:
        """``PATCH /users/{id}``: names, on or off, another password."""
        held = await self._reads.find_user(call.names["id"])
        body = json_object(call.request)
        enabled, password = flag(body, "accountEnabled"), _password(body)
        changed = await self._changed(held, body)
        if enabled is False:
            _require_another(call, held)
        work = self._writes.begin()
        self._directory.save_user(work, changed)
        if password is not None:
            await self._directory.change_password(work, held.object_id, password)
        if enabled is False:
            self._directory.revoke_refresh_tokens_of(work, held.object_id)
        facts = {"changed": " ".join(sorted(body))[:200]}
        await self._writes.commit(call, work, "users/basic/update", held.object_id, **facts)
        return Response(204)

    async def delete(self, call: Call) -> Response:
        """``DELETE /users/{id}``."""
        user = await self._reads.find_user(call.names["id"])
        _require_another(call, user)
        work = self._writes.begin()
        await self._directory.delete_user(work, user.object_id)
        await self._writes.commit(call, work, "users/delete", user.object_id)
        return Response(204)

    async def revoke(self, call: Call) -> Response:
        """``POST /users/{id}/revokeSignInSessions``."""
        user = await self._reads.find_user(call.names["id"])
        work = self._writes.begin()
        self._directory.revoke_refresh_tokens_of(work, user.object_id)
        await self._writes.commit(call, work, "users/revokeSignInSessions", user.object_id)
        return self._results.value("Edm.Boolean", {"value": True})

    async def _changed(self, held: User, body: dict[str, Any]) -> User:
        name, enabled = held.user_principal_name, flag(body, "accountEnabled")
        display = required_text(body, "displayName") if "displayName" in body else ""
        return replace(
            held,
            user_principal_name=await self._name(body) if _NAME in body else name,
            display_name=display or held.display_name,
            enabled=held.enabled if enabled is None else enabled,
        )

    async def _name(self, body: dict[str, Any]) -> str:
        """A principal name: in the tenant's domain, as Graph asks for a verified one."""
        name = required_text(body, _NAME)
        alias, at, domain = name.rpartition("@")
        tenant = await self._directory.tenant()
        odd = _ODD & set(name) or not name.isprintable() or len(name) > _LONGEST_NAME
        if not at or not alias or "@" in alias or odd:
            raise invalid(_NAME)
        if domain.lower() != tenant.default_domain.lower():
            raise BadRequest(
                "Request_BadRequest",
                "The domain portion of the userPrincipalName property is invalid. You must use "
                f"one of the verified domain names in your organization: {tenant.default_domain}.",
            )
        return name


def _password(body: dict[str, Any]) -> SecretValue | None:
    profile = part(body, "passwordProfile")
    if not profile:
        return None
    if flag(profile, "forceChangePasswordNextSignIn"):
        raise BadRequest(
            "Request_BadRequest",
            "forceChangePasswordNextSignIn is not served here: give the password that is meant.",
        )
    text = profile.get("password")
    if not isinstance(text, str):
        raise invalid("passwordProfile")
    return SecretValue(text)


def _require_another(call: Call, user: User) -> None:
    """Nobody shuts themselves out."""
    if user.object_id == call.principal.object_id:
        raise Forbidden(
            "Authorization_RequestDenied", "You cannot delete or disable the account you are using."
        )
