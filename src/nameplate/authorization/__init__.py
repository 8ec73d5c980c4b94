"""Who may do what: access policies, and the one decision that every access check of the house asks.

Owns the registry of permissions, ``AccessPolicy`` and its service, ``Authorizer`` (``Allowed`` or
``Denied``, each with its reason) and ``Learning``, which finds the least permissions that a run
needs. It knows no wire: a room that is refused renders the refusal in its own words.
"""
