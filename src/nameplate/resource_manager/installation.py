"""What the control plane knows of the installation that it serves."""

from dataclasses import dataclass

from nameplate.core.cloud import Cloud


@dataclass(frozen=True, slots=True)
class Installation:
    """One tenant with one subscription under one cloud's names; fixed before the first start."""

    cloud: Cloud
    tenant_id: str
    tenant_name: str
    default_domain: str
    subscription_id: str
    subscription_name: str

    @property
    def subscription(self) -> str:
        """The subscription's id in canonical casing."""
        return f"/subscriptions/{self.subscription_id.lower()}"
