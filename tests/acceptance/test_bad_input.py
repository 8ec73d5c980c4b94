"""Bad input of vaults, the authority and Resource Manager over sockets: each wire's own shape.

HTTP itself is in ``test_bad_http``, the token endpoint of apps in ``test_bad_questions``, homes are
in ``test_bad_homes``.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.acceptance.conftest import VAULT
from tests.running import Answer, Platform

AUDIENCE = "https://vault.azure.net"
HOST = VAULT.removeprefix("https://")
IDENTITY = "11111111-1111-1111-1111-111111111111"


# --- tokens at a vault ----------------------------------------------------------------------------


def app_token(platform: Platform, resource: str = AUDIENCE) -> str:
    words = ("account", "get-access-token", "--resource", resource, "--app", "web1")
    return str(platform.json(*words)["accessToken"])


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    head, claims, _ = (
        base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split(".")
    )
    return json.loads(head), json.loads(claims)


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def signed(head: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    unsigned = ".".join(packed(json.dumps(part).encode()) for part in (head, claims))
    return f"{unsigned}.{packed(sign(unsigned.encode()))}"


def foreign(data: bytes) -> bytes:
    """A signature by a key that is not ours."""
    key = rsa.generate_private_key(65537, 2048)
    return key.sign(data, padding.PKCS1v15(), SHA256())


def our_public_key(platform: Platform) -> bytes:
    """What an attacker would use as the secret of HS256: the public key, as PEM."""
    answer = platform.send(
        "GET", "login.microsoftonline.com", f"/{platform.tenant_id}/discovery/v2.0/keys"
    )
    certificate = base64.b64decode(answer.json()["keys"][0]["x5c"][0])
    key = x509.load_der_x509_certificate(certificate).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def at_vault(platform: Platform, *authorization: str) -> Answer:
    headers = [("Authorization", value) for value in authorization]
    return platform.send("GET", HOST, "/secrets?api-version=7.5", headers=headers)


def unauthorised(answer: Answer) -> str:
    assert answer.status == 401
    error = answer.json()["error"]
    assert error["code"] == "Unauthorized"
    assert (answer.header("WWW-Authenticate") or "").startswith(
        'Bearer authorization="https://login.microsoftonline.com/'
    )
    return str(error["message"])


def test_forged_tokens_are_refused_by_what_is_wrong_with_them(served: Platform) -> None:
    good = app_token(served)
    head, claims = parts_of(good)
    public = our_public_key(served)

    def hs256(data: bytes) -> bytes:
        return hmac.digest(public, data, hashlib.sha256)

    forged = {
        signed({**head, "alg": "none"}, claims, lambda _: b""): "algorithm is not accepted",
        signed({**head, "alg": "HS256"}, claims, hs256): "algorithm is not accepted",
        signed({**head, "alg": "RS512"}, claims, foreign): "algorithm is not accepted",
        signed({**head, "kid": "other", "x5t": "other"}, claims, foreign): "AKV10046",
        signed(head, claims, foreign): "AKV10046",
        signed({**head, "jwk": {"kty": "RSA"}}, claims, foreign): "AKV10046",
        signed(head, {**claims, "iss": "https://sts.windows.net/other/"}, foreign): "AKV10032",
        signed(head, [], foreign): "IDX",  # type: ignore[arg-type] # claims that are no object
        good.rpartition(".")[0] + ".": "AKV10046",
        "a.b": "IDX12741",
        "\u00e9": "IDX12741",
        "x" * 30_000: "IDX12741",
    }

    assert at_vault(served, f"Bearer {good}").status == 200
    for token, said in forged.items():
        assert said in unauthorised(at_vault(served, f"Bearer {token}")), said


def test_a_token_for_another_audience_or_none_at_all(served: Platform) -> None:
    other = app_token(served, "https://management.azure.com/")

    assert "AKV10022: Invalid audience. Expected https://vault.azure.net, found: https://man" in (
        unauthorised(at_vault(served, f"Bearer {other}"))
    )
    for nobody in list[tuple[str, ...]]([(), ("Basic Og==",), ("",)]):
        assert "AKV10000: Request is missing" in unauthorised(at_vault(served, *nobody))
    good = f"Bearer {app_token(served)}"
    for spoilt in list[tuple[str, ...]]([(good, good), ("Bearer",), ("Bearer a b",)]):
        unauthorised(at_vault(served, *spoilt))


def test_who_is_nobody_learns_nothing_of_what_is_there(served: Platform) -> None:
    """The token is asked for before path, version, body and existence."""
    for target in ("/secrets/none?api-version=7.5", "/secrets/none", "/nothing", "/secrets?x"):
        for method in ("GET", "PUT", "DELETE"):
            answer = served.send(method, HOST, target, body=b"{")
            assert "AKV10000" in unauthorised(answer)


# --- a vault --------------------------------------------------------------------------------------


def as_operator(
    platform: Platform, method: str, target: str, body: bytes | None = None, host: str = HOST
) -> Answer:
    headers = [("Authorization", f"Bearer {platform.token(AUDIENCE)}")]
    return platform.send(method, host, target, headers=headers, body=body)


@pytest.mark.parametrize(
    ("target", "body", "said"),
    [
        ("/secrets/bad", b'{"value":"x"}', "api-version must be specified"),
        ("/secrets/bad?api-version=latest", b'{"value":"x"}', "(latest) is not recognized"),
        ("/secrets/b_d?api-version=7.5", b'{"value":"x"}', "invalid name: b_d"),
        (f"/secrets/{'b' * 128}?api-version=7.5", b'{"value":"x"}', "invalid name"),
        ("/secrets/bad?api-version=7.5", b"", "not valid JSON (it is empty)"),
        ("/secrets/bad?api-version=7.5", b'{"value":', "not valid JSON (line 1 column"),
        ("/secrets/bad?api-version=7.5", b"\xff\xfe", "not valid JSON"),
        ("/secrets/bad?api-version=7.5", b"[" * 100_000, "not valid JSON"),
        ("/secrets/bad?api-version=7.5", b'["value"]', "must be a JSON object"),
        ("/secrets/bad?api-version=7.5", b"{}", "'value' is required"),
        ("/secrets/bad?api-version=7.5", b'{"value":1}', "Property value has invalid value"),
        (
            "/secrets/bad?api-version=7.5",
            json.dumps({"value": "x" * 25_601}).encode(),
            "larger than 25600 bytes",
        ),
        (
            "/secrets/bad?api-version=7.5",
            b'{"value":"x","attributes":{"exp":"soon"}}',
            "Property attributes.exp has invalid value",
        ),
        (
            "/secrets/bad?api-version=7.5",
            b'{"value":"x","attributes":{"nbf":2000000000,"exp":1000000000}}',
            "it must not be later than exp",
        ),
    ],
)
def test_a_bad_secret_is_refused_and_not_half_there(
    served: Platform, target: str, body: bytes, said: str
) -> None:
    answer = as_operator(served, "PUT", target, body)

    assert (answer.status, answer.json()["error"]["code"]) == (400, "BadParameter")
    assert said in answer.json()["error"]["message"]
    assert as_operator(served, "GET", "/secrets/bad?api-version=7.5").status == 404


def test_a_name_in_deleted_state_is_not_taken_again(served: Platform) -> None:
    target, value = "/secrets/gone?api-version=7.5", b'{"value":"first"}'
    as_operator(served, "PUT", target, value)
    as_operator(served, "DELETE", target)

    again = as_operator(served, "PUT", target, b'{"value":"second"}')

    assert (again.status, again.json()["error"]["code"]) == (409, "Conflict")
    assert again.json()["error"]["innererror"]["code"] == "ObjectIsDeletedButRecoverable"
    as_operator(served, "POST", "/deletedsecrets/gone/recover?api-version=7.5")
    assert as_operator(served, "GET", target).json()["value"] == "first"


def test_a_vault_that_is_unknown_or_deleted(served: Platform) -> None:
    served.run("keyvault", "create", "-n", "lostvault")
    served.run("keyvault", "delete", "-n", "lostvault")

    unknown = as_operator(served, "GET", "/secrets?api-version=7.5", host="none.vault.azure.net")
    deleted = as_operator(
        served, "GET", "/secrets?api-version=7.5", host="lostvault.vault.azure.net"
    )
    taken = served.run("keyvault", "create", "-n", "lostvault", status=1)

    assert (unknown.status, deleted.status) == (404, 404)
    assert "keyvault create --name none" in unknown.json()["error"]["message"]
    assert "keyvault recover --name lostvault" in deleted.json()["error"]["message"]
    assert "deleted" in taken.stderr


# --- the authority and Resource Manager -----------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "AADSTS900144"),
        ({"grant_type": "magic"}, "AADSTS70003"),
        ({"grant_type": "client_credentials", "client_id": IDENTITY}, "AADSTS7000"),
        (
            {
                "grant_type": "client_credentials",
                "client_id": IDENTITY,
                "client_secret": "x",
                "scope": "https://vault.azure.net/.default",
            },
            "AADSTS700016",
        ),
    ],
)
def test_the_authority_refuses_in_entras_words(
    served: Platform, fields: dict[str, str], code: str
) -> None:
    answer = served.send(
        "POST",
        "login.microsoftonline.com",
        f"/{served.tenant_id}/oauth2/v2.0/token",
        headers=[("Content-Type", "application/x-www-form-urlencoded")],
        body=urlencode(fields).encode(),
    )

    document = answer.json()
    assert answer.status in (400, 401)
    assert document["error_description"].startswith(code)
    assert document["correlation_id"]


@pytest.mark.parametrize("body", [b"&" * 5000, b"\xff=\xff", b"%", b"grant_type", b"a=b" * 60_000])
def test_the_authority_refuses_a_malformed_form(served: Platform, body: bytes) -> None:
    path = f"/{served.tenant_id}/oauth2/v2.0/token"
    answer = served.send("POST", "login.microsoftonline.com", path, body=body)

    assert answer.status in (400, 413)
    assert answer.json()["error"]


def test_an_unknown_tenant_and_an_instance_that_is_no_url(served: Platform) -> None:
    entra = "login.microsoftonline.com"
    tenant = served.send("GET", entra, f"/{IDENTITY}/v2.0/.well-known/openid-configuration")
    instance = served.send(
        "GET", entra, "/common/discovery/instance?authorization_endpoint=https://["
    )

    assert (tenant.status, instance.status) == (400, 400)
    assert "AADSTS90002" in tenant.json()["error_description"]
    assert "AADSTS50049" in instance.json()["error_description"]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/providers/Microsoft.Web/sites/bad1?api-version=soon", {}, "InvalidApiVersionParameter"),
        ("/providers/Microsoft.Web/sites/bad1", {}, "MissingApiVersionParameter"),
        (
            "/providers/Microsoft.Magic/wands/bad1?api-version=2023-12-01",
            {},
            "known namespaces are",
        ),
        (
            "/providers/Microsoft.KeyVault/vaults/bad1?api-version=2023-07-01",
            [],
            "InvalidRequestCo",
        ),
        ("/providers/Microsoft.KeyVault/vaults/b?api-version=2023-07-01", {}, ""),
    ],
)
def test_resource_manager_refuses_and_makes_nothing(
    served: Platform, path: str, body: Any, code: str
) -> None:
    group = f"/subscriptions/{served.subscription_id}/resourceGroups/local"
    before = served.arm("GET", f"{group}/resources?api-version=2021-04-01").json()

    answer = served.arm("PUT", group + path, body)

    assert answer.status in (400, 404)
    assert code in answer.body.decode()
    assert served.arm("GET", f"{group}/resources?api-version=2021-04-01").json() == before


def test_resource_manager_wants_a_good_token(served: Platform) -> None:
    path = f"/subscriptions/{served.subscription_id}/resourceGroups?api-version=2021-04-01"
    for headers in (
        [],
        [("Authorization", "Bearer x.y.z")],
        [("Authorization", f"Bearer {app_token(served)}")],
    ):
        answer = served.send("GET", "management.azure.com", path, headers=headers)
        assert answer.status == 401
        assert answer.json()["error"]["code"]


def test_an_app_has_no_say_in_resource_manager(served: Platform) -> None:
    token = app_token(served, "https://management.azure.com/")
    path = f"/subscriptions/{served.subscription_id}/resourceGroups/theirs?api-version=2021-04-01"
    headers = [("Authorization", f"Bearer {token}"), ("Content-Type", "application/json")]

    denied = served.send(
        "PUT", "management.azure.com", path, headers=headers, body=b'{"location":"westeurope"}'
    )

    assert (denied.status, denied.json()["error"]["code"]) == (403, "AuthorizationFailed")
    assert served.arm("GET", path).status == 404
