"""A person signs in with a browser, as plain `az login` does: browser_sign_in.py NAME APPROVE...

The password comes by standard input. APPROVE is the command that says yes to the code that the page
shows the operator, which is its last word. MSAL opens the browser, listens on loopback, redeems the
code with PKCE and reads the ID token; the browser here is a program that keeps cookies and fills in
the page's form. Then the same with the SDK's own credential, and with the password alone.
"""

import re
import subprocess
import sys
import threading
import warnings
import webbrowser
from html import unescape
from urllib.parse import urljoin

import msal
import requests
from azure.identity import InteractiveBrowserCredential, UsernamePasswordCredential

CLIENT = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
AUTHORITY = "https://login.microsoftonline.com/organizations"
ARM = "https://management.core.windows.net//.default"
CODE = re.compile(r"approve --code (\w+)")


class Browser:
    """What a person does on the page: a name and a password, or the operator's approval."""

    def __init__(self, name: str, password: str, approve: list[str]) -> None:
        self.name = name
        self.password = password
        self.approve = approve
        self.as_operator = False

    def open(self, url: str, *_: object, **__: object) -> bool:
        """Stands for ``webbrowser.open``: it returns at once, as a browser does."""
        threading.Thread(target=self._sign_in, args=(url,)).start()
        return True

    def _sign_in(self, url: str) -> None:
        with requests.Session() as session:
            page = session.get(url, timeout=30)
            if self.as_operator:
                page = self._press(session, page, "operator")
                code = CODE.search(page.text)
                assert code, page.text
                subprocess.run([*self.approve, code[1]], check=True, stdout=subprocess.DEVNULL)
                self._press(session, page, "operator")
            else:
                self._press(session, page, "password")

    def _press(
        self, session: requests.Session, page: requests.Response, action: str
    ) -> requests.Response:
        """Press a button of the page; a form that sends itself goes on to the client's own port."""
        filled = {"action": action}
        if action == "password":
            filled |= {"username": self.name, "password": self.password}
        answer = self._send(session, page, filled)
        return self._send(session, answer, {}) if "<script>" in answer.text else answer

    def _send(
        self, session: requests.Session, page: requests.Response, filled: dict[str, str]
    ) -> requests.Response:
        target = re.search(r'<form method="post" action="([^"]+)"', page.text)
        assert target, page.text
        hidden = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
        form = {unescape(name): unescape(value) for name, value in hidden} | filled
        origin = "/".join(page.url.split("/", 3)[:3])
        address = urljoin(page.url, unescape(target[1]))
        answer = session.post(address, data=form, headers={"Origin": origin}, timeout=30)
        answer.raise_for_status()
        return answer


def main(name: str, *approve: str) -> None:
    """All of it once."""
    password = sys.stdin.read().strip()
    warnings.simplefilter("ignore", DeprecationWarning)
    browser = Browser(name, password, [*approve])
    webbrowser.open = browser.open

    app = msal.PublicClientApplication(CLIENT, authority=AUTHORITY)
    result = app.acquire_token_interactive([ARM], prompt="select_account", timeout=60)
    claims = result["id_token_claims"]
    assert claims["preferred_username"] == name, claims
    (account,) = app.get_accounts()
    tenant = app.acquire_token_silent(["https://graph.microsoft.com/.default"], account)
    me = requests.get(
        "https://graph.microsoft.com/v1.0/me",
        headers={"Authorization": f"Bearer {tenant['access_token']}"},
        timeout=30,
    ).json()
    assert (me["id"], me["userPrincipalName"]) == (claims["oid"], name), me

    browser.as_operator = True
    with InteractiveBrowserCredential(timeout=60) as credential:
        record = credential.authenticate(scopes=["https://management.azure.com/.default"])
    assert record.username.startswith("operator@"), record.username

    known = UsernamePasswordCredential(CLIENT, name, password, tenant_id=claims["tid"])
    assert known.get_token("https://vault.azure.net/.default").token
    wrong = app.acquire_token_by_username_password(name, "wrong", [ARM])
    assert wrong["error_codes"] == [50126], wrong
    print("browser: ok")


if __name__ == "__main__":
    main(*sys.argv[1:])
