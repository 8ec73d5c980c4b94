"""A vault without its SDK: requests with a bearer token, for clients that only bring tokens."""

from typing import Any

import requests

VERSION = "7.4"


class PlainVault:
    """The three calls that an app makes."""

    def __init__(self, vault: str, token: str) -> None:
        self._vault = vault
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def set_secret(self, name: str, text: str) -> None:
        self._call("PUT", f"{self._vault}/secrets/{name}", json={"value": text})

    def get_secret(self, name: str) -> str:
        return str(self._call("GET", f"{self._vault}/secrets/{name}")["value"])

    def list_secrets(self) -> list[str]:
        page = self._call("GET", f"{self._vault}/secrets")
        names = [each["id"].rpartition("/")[2] for each in page["value"]]
        while page.get("nextLink"):
            page = self._answer(self._session.get(page["nextLink"], timeout=30))
            names += [each["id"].rpartition("/")[2] for each in page["value"]]
        return names

    def _call(self, method: str, url: str, **more: Any) -> Any:
        asked = {"api-version": VERSION}
        return self._answer(self._session.request(method, url, params=asked, timeout=30, **more))

    @staticmethod
    def _answer(response: requests.Response) -> Any:
        response.raise_for_status()
        return response.json()


class WithPlainVault:
    """An ``App`` that has tokens only: ``text_of`` is left to it."""

    def token(self, resource: str, name: str, value: str | None) -> tuple[str, float | None]:
        raise NotImplementedError

    def _vault(self, vault: str, name: str, value: str | None) -> PlainVault:
        resource = "https://" + vault.partition(".")[2]
        return PlainVault(vault, self.token(resource, name, value)[0])

    def set_secret(self, vault: str, name: str, value: str | None, secret: str, text: str) -> None:
        self._vault(vault, name, value).set_secret(secret, text)

    def get_secret(self, vault: str, name: str, value: str | None, secret: str) -> str:
        return self._vault(vault, name, value).get_secret(secret)

    def list_secrets(self, vault: str, name: str, value: str | None) -> list[str]:
        return self._vault(vault, name, value).list_secrets()
