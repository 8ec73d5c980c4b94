"""Tokens: the one mint, the one verifier, and the keys that both stand on.

Owns the claims of access tokens (v1.0 and v2.0) and of ID tokens, their lifetimes, the ring of
signing keys (next, active, retired, revoked) and its rotation. Knows no HTTP and no resource: who
may have a token is decided by the wire that asks for it, what a token permits by
``authorization``.
"""
