"""Ranges of addresses."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from tests.template.evaluating import evaluate
from tests.template.functions.laws import few

networks = st.one_of(
    st.tuples(st.ip_addresses(v=4), st.integers(0, 32)),
    st.tuples(st.ip_addresses(v=6), st.integers(0, 128)),
).map(lambda pair: ip_network(f"{pair[0]}/{pair[1]}", strict=False))


@few
@given(network=networks)
def test_the_parts_of_a_range_are_in_it(network: object) -> None:
    whole = ip_network(str(network))
    found = evaluate("parseCidr(parameters('n'))", n=str(whole))
    assert f"{found['network']}/{found['cidr']}" == str(whole)
    first, last = ip_address(found["firstUsable"]), ip_address(found["lastUsable"])
    assert first in whole
    assert last in whole
    assert int(first) <= int(last)
    assert ("broadcast" in found) == (whole.version == 4)


@few
@given(network=networks, data=st.data())
def test_subnets_part_the_range(network: object, data: st.DataObject) -> None:
    whole = ip_network(str(network))
    longer = data.draw(st.integers(whole.prefixlen, min(whole.prefixlen + 12, whole.max_prefixlen)))
    index = data.draw(st.integers(0, 2 ** (longer - whole.prefixlen) - 1))
    found = evaluate(
        "cidrSubnet(parameters('n'), parameters('p'), parameters('i'))",
        n=str(whole),
        p=longer,
        i=index,
    )
    subnet = ip_network(found)
    assert subnet.prefixlen == longer
    assert int(subnet[0]) == int(whole[0]) + index * subnet.num_addresses


@few
@given(network=networks, index=st.integers(0, 300))
def test_hosts_are_usable_and_in_order(network: object, index: int) -> None:
    whole = ip_network(str(network))
    call = "cidrHost(parameters('n'), parameters('i'))"
    try:
        found = ip_address(evaluate(call, n=str(whole), i=index))
    except ExpressionFault:
        assert index >= whole.num_addresses - 2
        return
    assert found in whole
    if whole.prefixlen < whole.max_prefixlen - 1:
        assert int(found) == int(whole[0]) + index + 1


@pytest.mark.parametrize(
    "expression",
    [
        "parseCidr('10.0.0.0')",
        "parseCidr('fe80::1%eth0/64')",
        "cidrSubnet('10.0.0.0/8', 7, 0)",
        "cidrSubnet('10.0.0.0/8', 9, 2)",
        "cidrHost('10.0.0.0/30', 2)",
        "cidrHost('10.0.0.0/30', -1)",
    ],
)
def test_what_is_refused(expression: str) -> None:
    with pytest.raises(ExpressionFault, match="expects"):
        evaluate(expression)
