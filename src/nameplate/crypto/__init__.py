"""Keys and what is done with them; the only importer of ``cryptography`` and of joserfc.

Owns the master key and the envelope under which secrets lie at rest, the keyed hashes of endpoint
secrets, signing keys, JWS, certificates, and the two local authorities with their leaves. Knows
no token's meaning, no table and no request. What a warm start needs imports neither X.509 nor
joserfc: both are loaded by the functions that use them.
"""
