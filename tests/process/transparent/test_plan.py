"""Where is listened inside, and what the files about names say."""

from hypothesis import given
from hypothesis import strategies as st

from nameplate.process.transparent import plan
from nameplate.process.transparent.plan import Door, Kind

PORTS = st.integers(1, 65_535)


@given(PORTS, PORTS, PORTS)
def test_doors_survive_a_command_line_and_never_meet(https: int, token: int, proxy: int) -> None:
    doors = plan.doors_of(https=https, token=token, proxy=proxy)

    assert plan.read_doors(plan.write_doors(doors)) == doors
    assert len({(door.kind, door.address, door.port) for door in doors}) == len(doors)


def test_what_production_serves_is_there_beside_our_own_ports() -> None:
    doors = {door.name: door for door in plan.doors_of(https=8443, token=8141, proxy=8181)}

    assert (doors["https"].address, doors["https"].port) == ("127.0.0.1", 443)
    assert (doors["http"].address, doors["http"].port) == ("127.0.0.1", 80)
    assert (doors["metadata"].address, doors["metadata"].port) == ("169.254.169.254", 80)
    assert [doors[name].port for name in ("https-own", "token", "proxy")] == [8443, 8141, 8181]
    assert {door.kind for door in doors.values() if door.port == 53} == set(Kind)


def test_a_server_at_443_has_one_door() -> None:
    names = [door.name for door in plan.doors_of(https=443, token=8141, proxy=8181)]

    assert "https" in names
    assert "https-own" not in names


def test_a_door_opens_for_its_kind() -> None:
    for kind in Kind:
        with Door("any", kind, "127.0.0.1", 0).open() as opened:
            assert opened.getsockname()[0] == "127.0.0.1"


def test_the_machines_own_names_stay_and_no_other_address() -> None:
    theirs = "127.0.1.1 desk desk.lan # mine\n10.0.0.7 database\n::1 ip6\n# 127.0.0.1 no\nfoo bar\n"

    lines = plan.hosts_file(theirs, "desk").splitlines()

    assert lines[0] == "127.0.0.1 localhost desk"
    assert "127.0.1.1 desk desk.lan # mine" in lines
    assert not any("database" in line or "foo" in line or "# 127" in line for line in lines)


def test_names_are_looked_up_in_files_and_dns_alone() -> None:
    theirs = "passwd: files sss\nhosts: files resolve [!UNAVAIL=return] dns\n  HOSTS: nis\n"

    assert plan.sources_file(theirs) == "passwd: files sss\nhosts: files dns\n"


def test_the_resolver_is_ours_alone() -> None:
    assert plan.RESOLVER.splitlines()[0] == "nameserver 127.0.0.1"
    assert "search" not in plan.RESOLVER
