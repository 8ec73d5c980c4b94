"""CIDR functions, for IPv4 and IPv6."""

from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.function import Function
from nameplate.template.functions.words import is_int, is_text, see, shortened

Network = IPv4Network | IPv6Network


def _network(function: str, text: Any) -> Network:
    if is_text(text) and "/" in text and "%" not in text:
        with suppress(ValueError):
            return ip_network(text, strict=False)
    raise ExpressionFault(
        f"The template language function '{function}' expects its first parameter to be a valid "
        f"CIDR string. The provided value is '{shortened(text)}'. {see(function)}"
    )


def parse_cidr(text: Any) -> dict[str, Any]:
    """IPv4 also has a broadcast address, which is not usable."""
    network = _network("parseCidr", text)
    first, last = network[0], network[-1]
    parts: dict[str, Any] = {"network": str(first), "netmask": str(network.netmask)}
    if isinstance(network, IPv4Network):
        parts["broadcast"] = str(last)
        if network.prefixlen < 31:
            first, last = network[1], network[-2]
    return {
        **parts,
        "firstUsable": str(first),
        "lastUsable": str(last),
        "cidr": network.prefixlen,
    }


def cidr_subnet(text: Any, prefix: Any, index: Any) -> str:
    """The subnet of that prefix length at an index."""
    network = _network("cidrSubnet", text)
    if not is_int(prefix) or not network.prefixlen <= prefix <= network.max_prefixlen:
        raise ExpressionFault(
            "The template language function 'cidrSubnet' expects a new prefix from "
            f"'{network.prefixlen}' to '{network.max_prefixlen}'. The provided value is "
            f"'{shortened(prefix)}'. {see('cidrSubnet')}"
        )
    count = 1 << (prefix - network.prefixlen)
    if not is_int(index) or not 0 <= index < count:
        raise ExpressionFault(
            f"The template language function 'cidrSubnet' expects an index from '0' to "
            f"'{count - 1}'. The provided value is '{shortened(index)}'. {see('cidrSubnet')}"
        )
    start = network.network_address + index * (1 << (network.max_prefixlen - prefix))
    return f"{start}/{prefix}"


def cidr_host(text: Any, index: Any) -> str:
    """The usable addresses in order: the network's own address is none, nor is the broadcast."""
    network = _network("cidrHost", text)
    small = network.prefixlen >= network.max_prefixlen - 1
    count = network.num_addresses - (0 if small else 2 if network.version == 4 else 1)
    if not is_int(index) or not 0 <= index < count:
        raise ExpressionFault(
            f"The template language function 'cidrHost' expects an index from '0' to "
            f"'{count - 1}'. The provided value is '{shortened(index)}'. {see('cidrHost')}"
        )
    return str(network[index if small else index + 1])


def _cidr(name: str, summary: str, apply: Any, count: int) -> Function:
    return Function(name=name, family="CIDR", summary=summary, apply=apply, least=count, most=count)


FUNCTIONS: Final = (
    _cidr("parseCidr", "the addresses of a range, as an object", parse_cidr, 1),
    _cidr("cidrSubnet", "one of the subnets that a range is cut into", cidr_subnet, 3),
    _cidr("cidrHost", "one of the usable addresses of a range", cidr_host, 2),
)
