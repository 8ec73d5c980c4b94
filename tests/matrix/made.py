"""Clients as ``clients.toml`` declares them, for tests."""

from pathlib import Path
from typing import Any

from conformance.matrix.declared import MODES, Build, Client, Gap
from conformance.matrix.job import Job, Said
from conformance.matrix.stage import Cast, Identity

BUILD = Build("python", "default", ("python3",), (), (), 300)
CAST = Cast(
    "worker1",
    system=Identity("system-oid", None, "/subscriptions/s/sites/worker1"),
    first=Identity("first-oid", "first-client", "/subscriptions/s/identities/first"),
    second=Identity("second-oid", "second-client", "/subscriptions/s/identities/second"),
    acts_as="worker1-1",
)


def gap(**told: Any) -> Gap:
    """A gap; what is not said is everything."""
    empty: tuple[str, ...] = ()
    return Gap(
        sources=told.get("sources", empty),
        modes=told.get("modes", empty),
        selectors=told.get("selectors", empty),
        steps=told.get("steps", empty),
        reason=told.get("reason", "The client says no."),
        cites="client.py:7",
        holds=None,
    )


def client(*gaps: Gap, modes: tuple[str, ...] = MODES, name: str = "some") -> Client:
    return Client(
        name=name,
        language="python",
        heading="Python",
        title="Some client",
        packages=("some 1.0",),
        build=BUILD,
        run="true",
        arguments=(),
        modes=modes,
        seconds=90,
        vault_sdk=True,
        roots=(),
        gaps=gaps,
    )


def said(of: Client, source: str, *reports: dict[str, Any], mode: str = "proxy") -> Said:
    """What a process of a client reported in a place."""
    document = {
        "resource": "https://vault.azure.net",
        "selectors": CAST.selectors(source, ("none", "client-id", "object-id", "resource-id")),
    }
    lines = {(each["selector"], each["step"]): each for each in reports}
    return Said(Job(of, Path(), source, mode), CAST, document, lines, "exit status 0", "again")


def token(selector: str, oid: str, mirid: str, **more: Any) -> dict[str, Any]:
    """The report of a token."""
    claims = {"oid": oid, "xms_mirid": mirid, "aud": "https://vault.azure.net", **more}
    return {"selector": selector, "step": "token", "ok": True, "claims": claims}
