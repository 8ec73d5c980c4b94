"""A browser without a window: it keeps cookies, fills in the page's form and follows nothing."""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from nameplate.edge.http import Request, Response
from tests.authority.sign_in import CLI
from tests.authority.world import CLOUD, PASSWORD, SCOPE, TENANT, Answer, World

REDIRECT: Final = "http://localhost:51234"
VERIFIER: Final = "v" * 43
CHALLENGE: Final = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED: Final = {
    "client_id": CLI,
    "response_type": "code",
    "redirect_uri": REDIRECT,
    "scope": f"{SCOPE} openid profile offline_access",
    "state": "s-1 & more",
    "nonce": "n-1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What the browser was shown, or where it was sent."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def form(self) -> dict[str, str]:
        """The hidden fields."""
        fields = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', self.text)
        return {name: unescape(value) for name, value in fields}

    @property
    def sent(self) -> dict[str, str]:
        """What it carries to the client by the query."""
        return dict(parse_qsl(urlsplit(self.headers["location"]).query))


@dataclass(slots=True)
class Browser:
    """One browser of one person."""

    world: World
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def begin(self, *, version: str | None = "/v2.0", **changes: str | None) -> Page:
        """What the client sends the browser to; ``None`` leaves a parameter out."""
        asked = {n: v for n, v in (ASKED | changes).items() if v is not None}
        path = f"/{TENANT.tenant_id}/oauth2{version}/authorize"
        return await self.send("GET", path, query=urlencode(asked))

    async def post(self, page: Page, *, action: str = "password", **fields: str) -> Page:
        """Press one of the page's buttons."""
        form = {"username": "ann@contoso.example", "password": PASSWORD, "action": action}
        body = urlencode(page.form | form | fields).encode()
        return await self.send("POST", f"/{TENANT.tenant_id}/login", body=body)

    async def send(self, method: str, path: str, *, query: str = "", body: bytes = b"") -> Page:
        named = {"host": CLOUD.authority_host, **self.headers}
        if self.cookie:
            named["cookie"] = f"other=1; {self.cookie}"
        request = Request(
            method,
            path,
            host=CLOUD.authority_host,
            query_string=query.encode(),
            headers=[(name.encode(), value.encode()) for name, value in named.items()],
            body=body,
            request_id="2902ef55-9b43-4155-a7c0-1f02278e6600",
        )
        response: Response = await self.world.wire.handle(request)
        headers = {name.decode(): value.decode() for name, value in response.headers}
        if "set-cookie" in headers:
            self.cookie = headers["set-cookie"].partition(";")[0]
        return Page(response.status, headers, response.body.decode())


async def code_for(world: World, **changes: str | None) -> str:
    """The code that a client gets for ``ann``, who signs in."""
    browser = Browser(world)
    page = await browser.post(await browser.begin(**changes))
    assert page.status == 303, page.text
    return page.sent["code"]


async def redeem(world: World, issued: str, /, **changes: str | None) -> Answer:
    """What the client's redemption is answered."""
    form = {
        "grant_type": "authorization_code",
        "client_id": CLI,
        "code": issued,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        "scope": ASKED["scope"],
        "client_info": "1",
    }
    return await world.post({n: v for n, v in (form | changes).items() if v is not None})
