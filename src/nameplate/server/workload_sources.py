"""The sources of managed identity, joined with what they stand on: ports, certificates, files."""

from collections.abc import Mapping
from hashlib import sha1
from typing import Final, Protocol
from urllib.parse import urlsplit

from nameplate.core.errors import BadRequest, Conflict
from nameplate.core.secret_value import SecretValue
from nameplate.directory.directory import Directory
from nameplate.directory.records import ServicePrincipal, WorkloadBinding
from nameplate.managed_identity.arc_challenges import ArcChallenges, CannotChallenge, folder_problem
from nameplate.server.endpoints import Endpoints
from nameplate.workload.sources import Source, SourceFacts, variables_of

HOST: Final = "localhost"
"""The name under which the TLS listener is Service Fabric's token service."""


def arc_problem() -> str | None:
    """Why ``--source arc`` cannot be had by this user on this machine, if so."""
    return folder_problem()


class Thumbprints(Protocol):
    """Whose certificates are served (``server.leaves.KeptLeaves``)."""

    def served(self, host: str) -> bytes:
        """The certificate (DER) of a host, kept for the next start too."""
        ...


class WorkloadSources:
    """Tells a process which variables its source has (``admin.bindings.Sources``)."""

    def __init__(
        self,
        directory: Directory,
        endpoints: Endpoints,
        certificates: Thumbprints,
        challenges: ArcChallenges,
    ) -> None:
        self._directory = directory
        self._endpoints = endpoints
        self._certificates = certificates
        self._challenges = challenges

    async def variables(
        self, source: str, binding: WorkloadBinding, secret: SecretValue
    ) -> Mapping[str, str]:
        """The variables of a source that is an endpoint."""
        wanted = _endpoint_source(source)
        if wanted is Source.ARC:
            try:
                self._challenges.prepare()
            except CannotChallenge as problem:
                raise Conflict("SourceNotAvailable", str(problem)) from None
        facts = SourceFacts(
            token_origin=_origin(self._endpoints.token_url),
            https_origin=f"https://{HOST}:{self._endpoints.https}",
            secret=secret,
            binding_id=binding.binding_id,
            thumbprint=self._thumbprint() if wanted is Source.SERVICE_FABRIC else "",
            default_client_id=await self._default_client_id(binding.resource_id),
        )
        return variables_of(wanted, facts)

    def _thumbprint(self) -> str:
        """SHA-1, because that is what clients compare."""
        return sha1(self._certificates.served(HOST), usedforsecurity=False).hexdigest().upper()

    async def _default_client_id(self, resource_id: str) -> str | None:
        """The system-assigned identity, or the first that is assigned."""
        assignment = await self._directory.assignment(resource_id)
        if assignment is None:
            return None
        if assignment.system_assigned is not None:
            system = await self._directory.principal(assignment.system_assigned)
            if isinstance(system, ServicePrincipal):
                return system.app_id
        for identity_id in assignment.user_assigned:
            found = await self._directory.service_principal_of_resource(identity_id)
            if found is not None:
                return found.app_id
        return None


def _endpoint_source(text: str) -> Source:
    every = [each for each in Source if each is not Source.WORKLOAD_IDENTITY]
    if text not in every:
        raise BadRequest(
            "InvalidRequest", f"The field 'source' must be one of: {', '.join(every)}."
        )
    return Source(text)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
