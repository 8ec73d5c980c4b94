"""Vaults: who may do what with them, and what is in them.

Owns the pages of vaults (``listing``, ``creating``, ``overview``), of access policies and role
assignments (``policies``, ``policy``, ``roles``), of secrets (``secrets``, ``secret_list``,
``secret``), and of what was deleted (``deleted``, ``deleted_secrets``).
"""
