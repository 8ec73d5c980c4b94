"""Who may do what: policies, roles, and the one decision that every access check of the house asks.

Owns the registry of permissions, ``AccessPolicy`` and its service; role definitions (Azure's own
and the tenant's), role assignments, their scopes and their service ``Roles``; ``Authorizer``
(``Allowed`` or ``Denied``, each with its reason); ``Learning``, which finds the least permissions
that a run needs, and the smallest role for them. It knows no wire: a room that is refused renders
the refusal in its own words.
"""
