"""What an application of the tenant says of those who ask for its tokens: let in, roles, groups."""

from dataclasses import replace

from nameplate.authority.sign_in_refusals import unassigned_application, unassigned_user
from nameplate.core.errors import NameplateError
from nameplate.directory.access import ResourceTerms, terms_at, terms_of
from nameplate.directory.directory import Directory
from nameplate.directory.records import User
from nameplate.tokens.claims import TokenSubject


class ResourceAccess:
    """Asks the directory, which is memory when warm."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def terms(self, subject: TokenSubject, resource: str) -> ResourceTerms:
        """The terms of a resource for a subject. Raises AADSTS50105 or AADSTS501051."""
        who = await self._directory.principal(subject.object_id)
        if who is None:
            return ResourceTerms()
        terms = await terms_of(self._directory, resource, who)
        if not terms.assigned:
            raise _unassigned(subject, terms)
        return terms

    async def client_terms(self, subject: TokenSubject) -> ResourceTerms:
        """The terms of the client's own application, for the user who signs in with it.

        Raises AADSTS50105. A client that is no application of the tenant has none.
        """
        application = await self._directory.application(subject.app_id)
        user = await self._directory.user(subject.object_id)
        if application is None or user is None:
            return ResourceTerms()
        terms = await terms_at(self._directory, application, user)
        if not terms.assigned:
            raise _unassigned(subject, terms)
        return terms

    async def may_sign_in(self, user: User, app_id: str) -> NameplateError | None:
        """Why a user may not sign in with a client; ``None`` when they may."""
        application = await self._directory.application(app_id)
        if application is None:
            return None
        terms = await terms_at(self._directory, application, user)
        if terms.assigned:
            return None
        return unassigned_user(user.user_principal_name, application.app_id, _name(terms))


def described(subject: TokenSubject, terms: ResourceTerms) -> TokenSubject:
    """A subject with what a resource says of it."""
    return replace(subject, roles=terms.roles, groups=terms.groups)


def _unassigned(subject: TokenSubject, terms: ResourceTerms) -> NameplateError:
    resource = "" if terms.application is None else terms.application.app_id
    if subject.user_principal_name is not None:
        return unassigned_user(subject.user_principal_name, resource, _name(terms))
    return unassigned_application(
        subject.app_id, subject.display_name, resource=resource, resource_name=_name(terms)
    )


def _name(terms: ResourceTerms) -> str:
    return "" if terms.application is None else terms.application.display_name
