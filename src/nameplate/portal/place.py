"""Where a portal stands: the installation that it shows, and its own addresses."""

from dataclasses import dataclass

from nameplate.core.cloud import Cloud


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the portal knows of its installation before anybody signs in."""

    cloud: Cloud
    """The names under which it calls the APIs, and which it shows."""
    browser: Cloud
    """The names under which a person's browser finds the same services."""
    tenant_id: str
    subscription_id: str
    default_group: str
    default_location: str
    origins: tuple[str, ...]
    """Its own addresses, the one that links are made with first: ``http://localhost:8140``."""
    other_hosts: tuple[str, ...] = ()
    """Hosts whose visitors are led to the first of these."""
    client_id: str
    """As whom it asks the authority for tokens."""
    version: str

    @property
    def origin(self) -> str:
        return self.origins[0]

    @property
    def secure(self) -> bool:
        """Whether it is reached over TLS."""
        return self.origin.startswith("https:")

    @property
    def redirect_uri(self) -> str:
        """Where the authority sends a browser back to."""
        return f"{self.origin}/sign-in/done"

    @property
    def subscription(self) -> str:
        """The scope of everything that the portal lists."""
        return f"/subscriptions/{self.subscription_id}"

    @property
    def token_url(self) -> str:
        return f"{self.cloud.authority}/{self.tenant_id}/oauth2/v2.0/token"

    @property
    def authorize_url(self) -> str:
        """Where a browser signs in."""
        return f"{self.browser.authority}/{self.tenant_id}/oauth2/v2.0/authorize"
