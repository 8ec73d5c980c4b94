"""A workload shows its secret in a header: which workload that is."""

import logging

from nameplate.core.errors import Unauthorized
from nameplate.directory.directory import Directory
from nameplate.directory.records import WorkloadBinding
from nameplate.edge.http import Headers

_logger = logging.getLogger(__name__)


async def bound_by_header(
    directory: Directory, headers: Headers, name: str, shown: str, *, host: str | None = None
) -> WorkloadBinding:
    """The binding that a header proves, ``shown`` as documents spell it. Raises Unauthorized.

    ``host``: the name that was asked, where only secrets that are good under it count.
    """
    given = headers.get_all(name)
    if not given:
        raise Unauthorized("MissingSecret", f"The header {shown} is missing.")
    if len(given) > 1:
        raise Unauthorized("DoubledSecret", f"The header {shown} is given more than once.")
    binding = await directory.binding_of(given[0], host=host)
    if binding is None:
        _logger.warning("a wrong header secret was shown", extra={"header": name})
        raise Unauthorized(
            "WrongSecret",
            f"The value of the header {shown} is not that of a running app: it is new at each "
            "start.",
        )
    return binding
