"""Grants in words that can be applied: an az or a ``nameplate`` command, ARM, Bicep.

Owns how an identity is named in them (``identity_names``), access policies (``policies``) and role
assignments (``roles``). Pure; what is to be granted is found elsewhere. Imports ``core`` only.
"""
