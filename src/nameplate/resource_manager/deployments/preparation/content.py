"""The content of a deployment's request: JSON as Resource Manager reads it there.

az pastes a template's file into the body as it is, comments, raw line breaks and all, behind the
name ``template`` without quotes (``arm.md`` section 3). So the bodies of PUT, ``validate``,
``whatIf`` and of every other call on a deployment are read by the template language's own reader,
which also keeps the place of each value for ``TemplateViolation``. Other bodies stay strict JSON.
"""

import asyncio
from typing import Any, Final

from nameplate.resource_manager import refusals
from nameplate.resource_manager.address import RESOURCES, Address
from nameplate.template.json_reader import JsonFault, read_json

_AT_ONCE: Final = 32 * 1024
"""Up to this many bytes are read on the spot: less work than to hand them to a thread."""


def is_for_deployment(address: Address) -> bool:
    """Whether a path belongs to deployments: one of them, or an action on one, at any scope."""
    named = any(each.lower() == "deployments" for each in address.types)
    return named and address.namespace.lower() == RESOURCES.lower()


async def read_content(data: bytes) -> Any:
    """The value that a body holds. Raises ``InvalidRequestContent``, which says where."""
    try:
        if len(data) <= _AT_ONCE:
            return read_json(data)
        return await asyncio.to_thread(read_json, data)
    except JsonFault as fault:
        raise refusals.invalid_content(fault.message.removesuffix(".")) from None
