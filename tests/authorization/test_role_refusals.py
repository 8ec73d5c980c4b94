"""What is refused about roles, in Azure's words."""

from nameplate.authorization import role_refusals

ID = "75022649-ca1c-4af5-821c-a25694103a97"
TENANT = "00000000-0000-0000-0000-000000000000"


def test_an_unknown_principal_is_printed_without_dashes() -> None:
    old = role_refusals.principal_not_found(ID, TENANT, helped=False)
    new = role_refusals.principal_not_found(ID, TENANT, helped=True)
    assert old.message == (
        f"Principal 75022649ca1c4af5821ca25694103a97 does not exist in the directory {TENANT}."
    )
    assert (old.status, old.code) == (400, "PrincipalNotFound")
    assert new.message.startswith(old.message)
    assert "principalType" in new.message


def test_a_missing_role_is_not_found_where_it_is_asked_for_and_bad_where_it_is_given() -> None:
    asked, given = role_refusals.role_not_found(ID), role_refusals.unknown_role(ID)
    assert (asked.status, given.status) == (404, 400)
    assert (asked.code, asked.message) == (given.code, given.message)


def test_what_is_told_back_is_bounded() -> None:
    assert len(role_refusals.role_not_found("x" * 9999).message) < 300
    assert len(role_refusals.invalid_assignment_name("x" * 9999).message) < 300
