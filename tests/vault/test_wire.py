"""The wire: paths, verbs, versions, pages, and what a whole life of a secret looks like."""

from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import InternalFailure
from nameplate.edge.http import Request
from nameplate.vault.protocols import StaleRevision
from tests.vault.stand import Stand, error_of, header, message_of

DB = {"value": "hunter2"}


@pytest.fixture
async def stand() -> Stand:
    made = Stand()
    await made.create_vault(retention_days=7)
    return made


async def test_the_life_of_a_secret(stand: Stand) -> None:
    made = await stand.json("PUT", "/secrets/db", DB)
    assert list(made) == ["value", "id", "attributes"]
    assert made["id"].startswith(stand.cloud.vault_uri("contoso") + "secrets/db/")

    assert await stand.json("GET", "/secrets/db/") == made
    assert await stand.json("GET", urlsplit(made["id"]).path) == made

    changed = await stand.json("PATCH", "/secrets/db/", {"tags": {"a": "b"}})
    assert "value" not in changed
    assert changed["tags"] == {"a": "b"}

    deleted = await stand.json("DELETE", "/secrets/db")
    assert list(deleted)[:3] == ["recoveryId", "deletedDate", "scheduledPurgeDate"]
    assert deleted["scheduledPurgeDate"] - deleted["deletedDate"] == 7 * 86_400
    assert await stand.json("GET", "/deletedsecrets/db") == deleted
    assert error_of(await stand.call("GET", "/secrets/db/"))[:2] == (404, "SecretNotFound")
    assert error_of(await stand.call("PUT", "/secrets/db", DB)) == (
        *(409, "Conflict", "ObjectIsDeletedButRecoverable"),
    )

    assert await stand.json("POST", "/deletedsecrets/db/recover") == changed
    assert (await stand.json("GET", "/secrets/db/"))["value"] == "hunter2"

    await stand.json("DELETE", "/secrets/db")
    purged = await stand.call("DELETE", "/deletedsecrets/db")
    assert (purged.status, purged.body) == (204, b"")
    assert header(purged, "content-type") is None
    assert error_of(await stand.call("GET", "/deletedsecrets/db"))[:2] == (404, "SecretNotFound")


async def test_backup_and_restore(stand: Stand) -> None:
    made = await stand.json("PUT", "/secrets/db", DB)
    blob = await stand.json("POST", "/secrets/db/backup")
    assert error_of(await stand.call("POST", "/secrets/restore", blob)) == (409, "Conflict", None)
    await stand.json("DELETE", "/secrets/db")
    await stand.call("DELETE", "/deletedsecrets/db")

    restored = await stand.json("POST", "/secrets/restore", blob)

    assert restored == {name: made[name] for name in ("id", "attributes")}
    junk = await stand.call("POST", "/secrets/restore", {"value": "junk"})
    assert error_of(junk) == (400, "Malformed backup blob", None)


@pytest.mark.parametrize(
    "path",
    [
        "/secrets/db",
        "/secrets/db/",
        "//secrets/db",
        "/Secrets/DB/",
        "/secrets/db?api%2Dversion=7.4",
    ],
)
async def test_the_spellings_of_a_path(stand: Stand, path: str) -> None:
    await stand.json("PUT", "/secrets/db", DB)

    assert (await stand.json("GET", path))["value"] == "hunter2"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/secrets/"),
        ("PUT", "/secrets"),
        ("POST", "/secrets/db"),
        ("DELETE", "/secrets/db/versions"),
        ("PUT", "/deletedsecrets/db"),
        ("DELETE", "/deletedsecrets/db/recover"),
    ],
)
async def test_a_verb_that_a_path_does_not_know(stand: Stand, method: str, path: str) -> None:
    response = await stand.call(method, path, DB)

    assert error_of(response) == (405, "MethodNotAllowed", None)
    assert message_of(response) == f"HTTP {method} not allowed"


@pytest.mark.parametrize("path", ["/", "/keys", "/secrets/a/b/c", "/deletedsecrets/a/b"])
async def test_where_nothing_is(stand: Stand, path: str) -> None:
    assert (await stand.call("GET", path)).status in {404, 405}


async def test_a_post_may_name_another_verb(stand: Stand) -> None:
    await stand.json("PUT", "/secrets/db", DB)

    override = {"x-http-method": "PATCH"}
    changed = await stand.json("POST", "/secrets/db/", {"tags": {}}, headers=override)

    assert changed["tags"] == {}
    assert (
        await stand.call("GET", "/secrets/db/", headers={"x-http-method": "DELETE"})
    ).status == 200


async def test_names_that_are_also_words_of_the_path(stand: Stand) -> None:
    for name in ("restore", "versions", "backup"):
        await stand.json("PUT", f"/secrets/{name}", DB)
        assert (await stand.json("GET", f"/secrets/{name}/"))["value"] == "hunter2"


async def test_api_version_is_needed(stand: Stand) -> None:
    for query in ("?", "?api-version=", "?api-version=nonsense"):
        response = await stand.call("GET", f"/secrets/db/{query}")
        assert error_of(response) == (400, "BadParameter", None), query


async def test_recoverable_days_follow_the_api_version(stand: Stand) -> None:
    for version, there in (("7.0", False), ("7.1-preview", False), ("7.4", True)):
        made = await stand.json("PUT", f"/secrets/db?api-version={version}", DB)
        assert ("recoverableDays" in made["attributes"]) == there


async def test_an_unknown_secrets_versions_are_an_empty_page(stand: Stand) -> None:
    assert await stand.json("GET", "/secrets/missing/versions") == {"value": [], "nextLink": None}


async def test_pages_lead_through_all_secrets_once(stand: Stand) -> None:
    names = [f"Secret-{number:02d}" for number in range(30)]
    for name in reversed(names):
        await stand.json("PUT", f"/secrets/{name}", DB)

    for query, pages in (("", 2), ("&maxresults=7", 5), ("&maxresults=15", 2)):
        found = await walk(stand, f"/secrets?api-version=7.4{query}")
        assert [name for page in found for name in page] == names
        assert len(found) == pages


async def test_a_page_is_one_read_of_a_page(stand: Stand) -> None:
    for number in range(5):
        await stand.json("PUT", f"/secrets/s{number}", DB)
    stand.secret_records.reads = 0

    await stand.json("GET", "/secrets?api-version=7.4&maxresults=2")

    assert stand.secret_records.reads == 1


async def test_versions_are_listed_by_version_string(stand: Stand) -> None:
    for _ in range(6):
        await stand.json("PUT", "/secrets/db", DB)

    found = [
        v
        for page in await walk(stand, "/secrets/db/versions?api-version=7.4&maxresults=4")
        for v in page
    ]

    assert found == sorted(found)
    assert len(found) == 6


async def test_deleted_secrets_are_listed_by_page(stand: Stand) -> None:
    for name in "abc":
        await stand.json("PUT", f"/secrets/{name}", DB)
        await stand.json("DELETE", f"/secrets/{name}")

    assert await walk(stand, "/deletedsecrets?api-version=7.4&maxresults=2") == [["a", "b"], ["c"]]


async def test_a_next_link_has_the_recorded_form(stand: Stand) -> None:
    for name in "ab":
        await stand.json("PUT", f"/secrets/{name}", DB)

    link = (await stand.json("GET", "/secrets?maxresults=1&api-version=7.4"))["nextLink"]

    base = stand.cloud.vault_uri("contoso")[:-1]
    assert link.startswith(f"{base}:443/secrets?api-version=7.4&$skiptoken=")
    assert link.endswith("&maxresults=1")


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("application/x-pkcs12", "The 'Unsupported' to 'PFX' transformation"),
        ("application/x-pem-file", "The 'Unsupported' to 'PEM' transformation"),
    ],
)
async def test_another_format_of_a_plain_secret(stand: Stand, wanted: str, words: str) -> None:
    await stand.json("PUT", "/secrets/db", DB)

    response = await stand.call("GET", f"/secrets/db/?api-version=7.6&outContentType={wanted}")

    assert error_of(response) == (400, "BadParameter", None)
    assert words in message_of(response)


async def test_a_certificate_in_its_own_format(stand: Stand) -> None:
    await stand.json("PUT", "/secrets/c", {"value": "x", "contentType": "application/x-pkcs12"})

    query = "?api-version=7.6&outContentType=application/x-pkcs12"
    assert (await stand.json("GET", f"/secrets/c/{query}"))["value"] == "x"


async def test_a_warm_get_is_one_read(stand: Stand) -> None:
    await stand.json("PUT", "/secrets/db", DB)
    await stand.json("GET", "/secrets/db/")
    stand.secret_records.reads = stand.policy_records.reads = 0

    await stand.json("GET", "/secrets/db/")

    assert (stand.secret_records.reads, stand.policy_records.reads) == (1, 0)


async def test_an_update_is_repeated_when_another_was_quicker(stand: Stand) -> None:
    await stand.json("PUT", "/secrets/db", DB)
    begin, failures = stand.units.begin, [StaleRevision(), StaleRevision()]

    def begin_badly() -> Any:
        work = begin()
        if failures:
            work.add(_raise(failures.pop()))
        return work

    stand.units.begin = begin_badly  # type: ignore[method-assign]  # commits that come too late

    assert (await stand.json("PATCH", "/secrets/db/", {"tags": {"a": "b"}}))["tags"] == {"a": "b"}
    assert failures == []


async def test_errors_have_one_shape(stand: Stand) -> None:
    """Whatever is raised: code and message, an inner code only when there is one."""
    request = Request("GET", "/secrets", host=stand.cloud.vault_host("contoso"))
    response = stand.wire.render(InternalFailure("InternalServerError", "It failed."), request)

    assert response.status == 500
    assert orjson.loads(response.body) == {
        "error": {"code": "InternalServerError", "message": "It failed."}
    }
    assert header(response, "content-type") == "application/json; charset=utf-8"


@given(
    st.sampled_from(("GET", "PUT", "POST", "PATCH", "DELETE")),
    st.lists(
        st.sampled_from(("secrets", "deletedsecrets", "db", "versions", "backup", "restore", ""))
        | st.text(max_size=8),
        max_size=4,
    ),
    st.binary(max_size=30),
)
@settings(max_examples=60, deadline=None)
async def test_any_request_is_answered_in_key_vaults_shape(
    method: str, segments: list[str], body: bytes
) -> None:
    stand = Stand()
    await stand.create_vault()
    request = Request(
        method,
        "/" + "/".join(segments),
        host=stand.cloud.vault_host("contoso"),
        query_string=b"api-version=7.4",
        headers=[(b"authorization", b"Bearer good")],
        body=body,
    )

    response = await stand.answer(request)

    assert response.status in {200, 204, 400, 404, 405}
    if response.status >= 400:
        assert set(orjson.loads(response.body)) == {"error"}


async def walk(stand: Stand, path: str) -> list[list[str]]:
    """The last segments of the ids on each page, following every link."""
    pages: list[list[str]] = []
    link: str | None = path
    while link:
        split = urlsplit(link)
        page = await stand.json("GET", f"{split.path}?{split.query}")
        pages.append([item["id"].rsplit("/", 1)[1] for item in page["value"]])
        link = page["nextLink"]
    return pages


def _raise(error: Exception) -> Any:
    def write(_transaction: Any) -> None:
        raise error

    return write
