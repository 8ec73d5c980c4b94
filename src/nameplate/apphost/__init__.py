"""Apps as they run: what their processes are given when they start.

Owns Key Vault references in settings: what they look like, what they resolve to with the app's own
identity, and when they are fetched again. What a reference needs of directory and vault is said in
Protocols that the server's bridges implement.
"""
