"""The smaller grants of one identity, collected."""

import shlex
from dataclasses import replace

from nameplate.admin.remedies import Whom
from nameplate.admin.smaller import Smaller
from tests.admin.activity_world import APP, GROUP, OTHER, VAULT
from tests.authorization.roles import assigned, built_in


def test_nothing_is_smaller_than_what_fits() -> None:
    assert Smaller(Whom.of(APP)).told() is None


def test_each_group_has_a_template_of_its_own() -> None:
    smaller = Smaller(Whom.of(APP))
    for vault in (VAULT, OTHER):
        smaller.policy(vault, {"secrets": ["get"]}, held={"secrets": ("get", "set")})
    told = smaller.told()
    assert told is not None
    assert len(told["nameplate"].splitlines()) == 2
    assert [each["deploy"].split()[5] for each in told["templates"]] == ["local", "other"]


def test_a_role_is_taken_away_by_a_command_alone() -> None:
    assignment, _ = assigned(built_in("Reader"), GROUP)
    smaller = Smaller(Whom.of(APP))
    smaller.role(assignment, ())
    told = smaller.told()
    assert told is not None
    assert told["az"] == f"az role assignment delete --ids {assignment.id}"
    assert told["templates"] == []
    assert "takes no role away" in told["notes"][0]


def test_a_name_is_no_command() -> None:
    """A resource may be called anything that has no slash in it."""
    hostile = f"{GROUP}/providers/Contoso.Things/things/a;$(reboot)"
    assignment = replace(assigned(built_in("Reader"), GROUP)[0], scope=hostile)
    smaller = Smaller(Whom.of(APP))
    smaller.role(assignment, ())
    told = smaller.told()
    assert told is not None
    for command in (told["az"], told["nameplate"]):
        assert shlex.split(command)[-2:] == ["--ids", assignment.id]
