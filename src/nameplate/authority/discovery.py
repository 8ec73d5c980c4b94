"""Discovery documents: OpenID Connect Discovery 1.0 section 3, and Entra's list of instances.

Pure functions of a cloud and a tenant. The ``issuer`` of a v1 document is the ``iss`` of v1 tokens.
"""

from typing import Any, Final
from urllib.parse import urlsplit

from nameplate.authority.refusals import missing_parameter, unknown_instance
from nameplate.authority.tenants import NamedTenant
from nameplate.core.cloud import AuthorityNetwork, Cloud
from nameplate.tokens.projection import workload_issuer

_AUTH_METHODS: Final = ["client_secret_post", "private_key_jwt", "client_secret_basic"]
_CLAIMS: Final = (
    *("sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name"),
    *("msgraph_host", "aud", "exp", "iat", "auth_time", "acr"),
)
_CLAIMS_REGIONAL: Final = (*_CLAIMS, "nonce", "tid", "ver", "at_hash", "c_hash")
_CLAIMS_V1: Final = (*_CLAIMS, "amr", "nonce", "email", "given_name", "family_name", "nickname")
_CLAIMS_V2: Final = (
    *_CLAIMS,
    *("nonce", "preferred_username", "name", "tid", "ver", "at_hash", "c_hash", "email"),
)
_FOR_PEOPLE: Final = frozenset(
    (
        *("device_authorization_endpoint", "http_logout_supported"),
        *("frontchannel_logout_supported", "end_session_endpoint", "kerberos_endpoint"),
    )
)


def configuration_v1(cloud: Cloud, tenant: NamedTenant) -> dict[str, Any]:
    """``/{tenant}/.well-known/openid-configuration``."""
    base = f"{cloud.authority}/{tenant.name}"
    return {
        "token_endpoint": f"{base}/oauth2/token",
        "token_endpoint_auth_methods_supported": _AUTH_METHODS,
        "jwks_uri": f"{cloud.authority}/common/discovery/keys",
        **_capabilities(["code", "id_token", "code id_token", "token id_token", "token"]),
        "scopes_supported": ["openid"],
        "issuer": cloud.issuer("{tenantid}" if tenant.shared else tenant.tenant_id),
        "microsoft_multi_refresh_token": True,
        "authorization_endpoint": f"{base}/oauth2/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/devicecode",
        "http_logout_supported": True,
        "frontchannel_logout_supported": True,
        "end_session_endpoint": f"{base}/oauth2/logout",
        "claims_supported": _CLAIMS_V1,
        "check_session_iframe": f"{base}/oauth2/checksession",
        "userinfo_endpoint": f"{base}/openid/userinfo",
        **_surroundings(cloud, tenant),
    }


def configuration_v2(cloud: Cloud, tenant: NamedTenant) -> dict[str, Any]:
    """``/{tenant}/v2.0/.well-known/openid-configuration``."""
    base = f"{cloud.authority}/{tenant.name}"
    return {
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": _AUTH_METHODS,
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        **_capabilities(["code", "id_token", "code id_token", "id_token token"]),
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": cloud.issuer_v2("{tenantid}" if tenant.shared else tenant.tenant_id),
        "request_uri_parameter_supported": False,
        "userinfo_endpoint": f"https://{cloud.graph_host}{cloud.port_suffix}/oidc/userinfo",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        "http_logout_supported": True,
        "frontchannel_logout_supported": True,
        "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
        "claims_supported": _CLAIMS_V2,
        **_surroundings(cloud, tenant),
    }


def workload_configuration(cloud: Cloud, tenant: NamedTenant) -> dict[str, Any]:
    """The issuer of projected tokens, as a cluster says it: nobody signs in there."""
    return {
        "issuer": workload_issuer(cloud, "{tenantid}" if tenant.shared else tenant.tenant_id),
        "jwks_uri": f"{cloud.authority}/{tenant.name}/discovery/v2.0/keys",
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def regional_configuration_v2(cloud: Cloud, tenant: NamedTenant, host: str) -> dict[str, Any]:
    """The v2 document of a region's authority: for applications, nobody signs in there."""
    base = f"https://{host}{cloud.port_suffix}/{tenant.name}"
    document = configuration_v2(cloud, tenant) | {
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        "authorization_endpoint": "unsupported",
        "claims_supported": _CLAIMS_REGIONAL,
    }
    return {name: value for name, value in document.items() if name not in _FOR_PEOPLE}


def instances(cloud: Cloud, authorization_endpoint: str | None, api_version: str) -> dict[str, Any]:
    """``/common/discovery/instance``: which hosts are one, and where a tenant's document is.

    A client asks it about the authority that it was given.
    """
    if not authorization_endpoint:
        raise missing_parameter("authorization_endpoint")
    try:
        asked = urlsplit(authorization_endpoint)
    except ValueError:  # no URL at all, such as an unclosed bracket
        raise unknown_instance() from None
    tenant = asked.path.lstrip("/").partition("/")[0]
    if asked.scheme != "https" or not _ours(cloud, asked.netloc) or not tenant:
        raise unknown_instance()
    version = "" if api_version == "1.0" else "/v2.0"
    path = f"{tenant}{version}/.well-known/openid-configuration"
    return {
        "tenant_discovery_endpoint": f"https://{asked.netloc}/{path}",
        "api-version": api_version,
        "metadata": [_network(each) for each in (_own_network(cloud), *cloud.foreign_networks)],
    }


def _capabilities(response_types: list[str]) -> dict[str, Any]:
    return {
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": response_types,
    }


def _surroundings(cloud: Cloud, tenant: NamedTenant) -> dict[str, Any]:
    return {
        "kerberos_endpoint": f"{cloud.authority}/{tenant.name}/kerberos",
        "tenant_region_scope": None if tenant.shared else "NA",
        "cloud_instance_name": cloud.instance_name or cloud.authority_host,
        "cloud_graph_host_name": cloud.legacy_graph_host or cloud.graph_host,
        "msgraph_host": cloud.graph_host,
        "rbac_url": f"https://{cloud.rbac_host or cloud.resource_manager_host}",
    }


def _ours(cloud: Cloud, netloc: str) -> bool:
    host, _, port = netloc.lower().partition(":")
    return host in (cloud.authority_host, *cloud.authority_aliases) and port in (
        "",
        str(cloud.port),
    )


def _own_network(cloud: Cloud) -> AuthorityNetwork:
    own = f"{cloud.authority_host}{cloud.port_suffix}"
    aliases = cloud.authority_aliases
    return AuthorityNetwork(own, aliases[0] if aliases else own, (own, *aliases))


def _network(network: AuthorityNetwork) -> dict[str, Any]:
    return {
        "preferred_network": network.preferred_network,
        "preferred_cache": network.preferred_cache,
        "aliases": list(network.aliases),
    }
