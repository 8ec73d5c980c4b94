"""What is refused about roles and their assignments, in Azure's codes and words.

Texts are those of recordings or of messages quoted in public; a comment marks our own.
"""

from nameplate.core.errors import BadRequest, Conflict, Forbidden, NotFound

_NEWER_PRINCIPAL_HELP = (
    " Check that you have the correct principal ID. If you are creating this principal and then "
    "immediately assigning a role, this error might be related to a replication delay. In this "
    "case, set the role assignment principalType property to a value, such as ServicePrincipal, "
    "User, or Group.  See https://aka.ms/docs-principaltype"
)


def principal_not_found(principal_id: str, tenant_id: str, *, helped: bool) -> BadRequest:
    """The principal is printed without dashes; newer api-versions add what to do."""
    help_text = _NEWER_PRINCIPAL_HELP if helped else ""
    return BadRequest(
        "PrincipalNotFound",
        f"Principal {principal_id.replace('-', '')} does not exist in the directory "
        f"{tenant_id}.{help_text}",
    )


def unmatched_principal_type(principal_id: str, found: str, given: str) -> BadRequest:
    return BadRequest(
        "UnmatchedPrincipalType",
        f"The PrincipalId '{principal_id.replace('-', '')}' has type '{found}' , which is "
        f"different from specified PrinciaplType '{given}'.",
    )


def assignment_exists(name: str) -> Conflict:
    return Conflict(
        "RoleAssignmentExists",
        "The role assignment already exists. The ID of the existing role assignment is "
        f"{name.replace('-', '')}.",
    )


def update_not_permitted() -> BadRequest:
    return BadRequest(
        "RoleAssignmentUpdateNotPermitted",
        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    )


def assignment_not_found(name: str) -> NotFound:
    return NotFound("RoleAssignmentNotFound", f"The role assignment '{name}' is not found.")


def invalid_assignment_name(name: str) -> BadRequest:
    return BadRequest(
        "InvalidRoleAssignmentId",
        f"The role assignment ID '{name[:100]}' is not valid. The role assignment ID must be a "
        "GUID.",
    )


def role_not_found(name: str) -> NotFound:
    return NotFound(
        "RoleDefinitionDoesNotExist",
        f"The specified role definition with ID '{name[:100]}' does not exist.",
    )


def unknown_role(name: str) -> BadRequest:
    """The same for an assignment that names it."""
    found = role_not_found(name)
    return BadRequest(found.code, found.message)


def bad_format() -> BadRequest:
    return BadRequest("BadRequestFormat", "The request was incorrectly formatted.")


def same_name(*, update: bool) -> Conflict:
    words = (
        "A role definition cannot be updated with a name that already exists."
        if update
        else "A custom role with the same name already exists in this directory. Use a different "
        "name."
    )
    return Conflict("RoleDefinitionWithSameNameExists", words)


def role_in_use() -> BadRequest:
    return BadRequest(
        "RoleDefinitionHasAssignments",
        "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments)",
    )


def built_in_role(name: str) -> Forbidden:
    # Our own words: what Azure answers is in no recording.
    return Forbidden(
        "RoleDefinitionIsBuiltIn",
        f"The role '{name}' is built in: it can be neither changed nor deleted.",
    )


def invalid_definition(reason: str) -> BadRequest:
    # Our own words for each property that does not hold.
    return BadRequest("InvalidRoleDefinition", f"The role definition is not valid: {reason}.")
