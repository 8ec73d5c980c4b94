"""The addresses of the pages of vaults."""

from typing import Final

from nameplate.portal.routing import Area, PageRoute
from nameplate.portal.vaults import (
    creating,
    deleted,
    deleted_secrets,
    listing,
    overview,
    policies,
    policy,
    roles,
    secret,
    secrets,
)

_VAULT: Final = "/vaults/{group}/{name}"

VAULTS: Final = Area(
    label="Vaults",
    icon="vault",
    home="vaults",
    routes=(
        PageRoute("vaults", "/vaults", listing.show),
        PageRoute("vaults.create", "/vaults/create", creating.show, creating.act),
        PageRoute("vaults.deleted", "/vaults/deleted", deleted.show, deleted.act),
        PageRoute("vault", _VAULT, overview.show, overview.act),
        PageRoute("vault.policies", f"{_VAULT}/policies", policies.show, policies.act),
        PageRoute("vault.policies.add", f"{_VAULT}/policies/add", policies.pick),
        PageRoute("vault.policy", f"{_VAULT}/policies/{{principal}}", policy.show, policy.act),
        PageRoute("vault.roles", f"{_VAULT}/roles", roles.show, roles.act),
        PageRoute("vault.roles.add", f"{_VAULT}/roles/add", roles.pick, roles.assign),
        PageRoute("vault.secrets", f"{_VAULT}/secrets", secrets.show),
        PageRoute("vault.secrets.new", f"{_VAULT}/new-secret", secrets.new, secrets.create),
        PageRoute("vault.secret", f"{_VAULT}/secrets/{{secret}}", secret.show, secret.act),
        PageRoute("vault.deleted", f"{_VAULT}/deleted", deleted_secrets.show, deleted_secrets.act),
    ),
)
