"""If-Match and If-None-Match (RFC 9110 section 13.1), against a resource's etag."""

from nameplate.resource_manager import refusals
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.records import Resource


def check(call: Call, current: Resource | None) -> None:
    """Raise PreconditionFailed when a condition of the request does not hold."""
    name = call.address.name
    if call.if_match is not None and not _matches(call.if_match, current):
        raise refusals.precondition_failed("If-Match", call.if_match, name)
    if call.if_none_match is not None and _matches(call.if_none_match, current):
        raise refusals.precondition_failed("If-None-Match", call.if_none_match, name)


def _matches(condition: str, current: Resource | None) -> bool:
    if current is None:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in condition.split(",")]
    return "*" in tags or current.etag in (tag.strip('"') for tag in tags)
