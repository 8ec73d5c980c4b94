"""Who may publish to a site: a user name, a password of its own, and the profiles that carry both.

The password is made with the site, sealed where it is stored, and shown by ``publishxml`` and
``config/publishingcredentials/list`` only.
"""

import hmac
import html
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from nameplate.core.cloud import Cloud
from nameplate.core.errors import NotFound
from nameplate.providers.site_names import SiteName, site_name
from nameplate.resource_manager.protection import Sealer
from nameplate.resource_manager.provider import Answer, Settled
from nameplate.resource_manager.records import Resource

CREDENTIALS: Final = "publishingcredentials"
_TYPE: Final = "Microsoft.Web/sites/publishingcredentials"
_PASSWORD: Final = "publishingPassword"  # noqa: S105 - the name of a member


@dataclass(frozen=True, slots=True)
class Publishing:
    """Makes passwords, and shows them to those who may see them."""

    sealer: Sealer
    cloud: Cloud

    def fresh(self, site_key: str) -> Settled:
        """A new password, as it is stored."""
        key = f"{site_key}/config/{CREDENTIALS}"
        sealed = self.sealer.seal(orjson.dumps({_PASSWORD: secrets.token_urlsafe(45)}), key)
        return Settled(properties={}, protected=sealed)

    def credentials(self, stored: Resource | None, site: Resource) -> dict[str, Any]:
        """``config/publishingcredentials/list``."""
        called, password = site_name(site.id), self._password(stored, site)
        host = called.hosts(self.cloud)[1]
        return {
            "id": f"{site.id}/publishingcredentials/{called.publisher}",
            "name": called.site,
            "type": _TYPE,
            "location": site.location,
            "properties": {
                "name": None,
                "publishingUserName": called.publisher,
                _PASSWORD: password,
                "publishingPasswordHash": None,
                "publishingPasswordHashSalt": None,
                "metadata": None,
                "isDeleted": False,
                "scmUri": f"https://{called.publisher}:{password}@{host}{self.cloud.port_suffix}",
            },
        }

    def profiles(self, stored: Resource | None, site: Resource) -> Answer:
        """``publishxml``: the profiles that deployment tools read."""
        called, password = site_name(site.id), self._password(stored, site)
        text = "".join(
            _element(profile, called.publisher, password)
            for profile in _profiles(called, called.hosts(self.cloud))
        )
        document = f"<publishData>{text}</publishData>".encode()
        return Answer(200, document, content_type="application/xml")

    def matches(self, stored: Resource, user: str, password: str) -> bool:
        """Whether these are the user name and the password of the site that was made with them."""
        wanted = site_name(stored.id).publisher
        opened = self._opened(stored)
        # both are compared: how long it takes tells nobody which one is wrong
        named = hmac.compare_digest(user.lower().encode(), wanted.lower().encode())
        return hmac.compare_digest(password.encode(), opened.encode()) and named

    def _password(self, stored: Resource | None, site: Resource) -> str:
        if stored is None or stored.protected is None:
            raise NotFound("NotFound", f"The site '{site.name}' has no publishing credentials.")
        return self._opened(stored)

    def _opened(self, stored: Resource) -> str:
        opened = orjson.loads(self.sealer.open(stored.protected or b"", stored.key))
        return str(opened[_PASSWORD])


def _profiles(called: SiteName, hosts: tuple[str, str]) -> list[dict[str, str]]:
    main, scm = hosts
    shared = {"destinationAppUrl": f"https://{main}", "webSystem": "WebSites"}
    return [
        {
            "profileName": f"{called.label} - Web Deploy",
            "publishMethod": "MSDeploy",
            "publishUrl": f"{scm}:443",
            "msdeploySite": called.label,
            **shared,
        },
        {
            "profileName": f"{called.label} - FTP",
            "publishMethod": "FTP",
            # Nobody answers there: clients insist on finding a profile with this method.
            "publishUrl": f"ftps://{scm}/site/wwwroot",
            "ftpPassiveMode": "True",
            **shared,
        },
        {
            "profileName": f"{called.label} - Zip Deploy",
            "publishMethod": "ZipDeploy",
            "publishUrl": f"{scm}:443",
            **shared,
        },
    ]


def _element(profile: Mapping[str, str], user: str, password: str) -> str:
    members = {**profile, "userName": user, "userPWD": password}
    text = "".join(f' {name}="{html.escape(value)}"' for name, value in members.items())
    return f"<publishProfile{text}><databases /></publishProfile>"
