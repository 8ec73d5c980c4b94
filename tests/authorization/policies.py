"""Policies and principals for the tests of this room."""

from typing import Final

from hypothesis import strategies as st

from nameplate.authorization.access_policy import AccessPolicy, access_policy
from nameplate.authorization.permissions import ALL, Kind, names_of
from nameplate.core.principal import Principal, PrincipalType

TENANT: Final = "11111111-1111-1111-1111-111111111111"
OTHER_TENANT: Final = "99999999-9999-9999-9999-999999999999"
APP: Final = "44444444-4444-4444-4444-444444444444"
VAULT: Final = (
    "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/Local/providers/"
    "Microsoft.KeyVault/vaults/Contoso"
)


def person(number: int = 1, *, app_id: str | None = APP, user: bool = False) -> Principal:
    """A principal with its number in its object id."""
    return Principal(
        object_id=f"33333333-3333-3333-3333-{number:012d}",
        app_id=app_id,
        tenant_id=TENANT,
        type=PrincipalType.USER if user else PrincipalType.SERVICE_PRINCIPAL,
        display_name=f"web{number}",
        issuer="https://issuer.example/",
    )


def policy(
    *names: str,
    of: Principal | None = None,
    application_id: str | None = None,
    kind: str = "secrets",
    tenant_id: str = TENANT,
) -> AccessPolicy:
    """A policy of one kind for a principal."""
    object_id = (of or person()).object_id
    return access_policy(
        tenant_id, object_id, application_id=application_id, permissions={kind: names}
    )


@st.composite
def policies(draw: st.DrawFn) -> AccessPolicy:
    """Any policy of a few principals, tenants and applications."""
    permissions = draw(
        st.dictionaries(
            st.sampled_from([kind.value for kind in Kind]),
            st.lists(st.sampled_from(("get", "list", "set", "delete", "purge", ALL)), max_size=4),
            max_size=3,
        )
    )
    known = {
        kind: [name for name in names if name == ALL or name in names_of(Kind(kind))]
        for kind, names in permissions.items()
    }
    return access_policy(
        draw(st.sampled_from((TENANT, OTHER_TENANT))),
        person(draw(st.integers(1, 3))).object_id,
        application_id=draw(st.sampled_from((None, APP))),
        permissions=known,
    )
