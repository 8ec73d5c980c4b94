"""What a vault itself refuses: why, and where the permission is given."""

from starlette.responses import Response

from nameplate.portal.failures import ApiFailure
from nameplate.portal.vaults.policies import may_change
from nameplate.portal.vaults.vault import Vault, vault_page
from nameplate.portal.visit import Visit


async def refused(visit: Visit, vault: Vault, heading: str, failure: ApiFailure) -> Response:
    """The page of a 403 of a vault's, with the way to its permissions for who may go it."""
    return vault_page(
        visit,
        vault,
        "refused.html",
        heading,
        403,
        failure=failure,
        may_grant=await may_change(visit, vault),
        me=visit.session.person.object_id,
    )
