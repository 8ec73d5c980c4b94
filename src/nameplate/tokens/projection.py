"""Tokens that are projected into a process, as Kubernetes projects a service account's.

https://kubernetes.io/docs/concepts/storage/projected-volumes. They open nothing by themselves: an
authority exchanges them where a federated credential trusts their issuer and subject.
"""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from nameplate.core.cloud import Cloud

EXCHANGE_AUDIENCE: Final = "api://AzureADTokenExchange"
"""What such a token is addressed to, unless a credential says otherwise."""


def workload_issuer(cloud: Cloud, tenant_id: str) -> str:
    """The issuer of such tokens: an authority of their own beside the tenant's."""
    return f"{cloud.authority}/{tenant_id}/workloads"


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """Who a process is, in Kubernetes' words: a group's namespace, an app's account."""

    namespace: str
    name: str

    @property
    def subject(self) -> str:
        """``system:serviceaccount:local:web1``"""
        return f"system:serviceaccount:{self.namespace}:{self.name}"


@dataclass(frozen=True, slots=True)
class ProjectedToken:
    """A signed token, and what a federated credential must say to trust it."""

    text: str = field(repr=False)
    issuer: str
    subject: str
    audience: str
    expires_on: int


def projected_claims(
    account: ServiceAccount, *, issuer: str, audience: str, now: int, expires_on: int
) -> dict[str, Any]:
    """The claims, in the order in which Kubernetes writes them."""
    return {
        "aud": [audience],
        "exp": expires_on,
        "iat": now,
        "iss": issuer,
        "jti": str(uuid4()),
        "kubernetes.io": {
            "namespace": account.namespace,
            "serviceaccount": {"name": account.name},
        },
        "nbf": now,
        "sub": account.subject,
    }
