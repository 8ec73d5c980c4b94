"""A token of ours in somebody else's hands: PyJWT, through our JWKS alone.

verify.py JWKS ISSUER AUDIENCE, the token on standard input; trust and proxy from the environment.
"""

import json
import sys

import jwt

jwks, issuer, audience = sys.argv[1:]
token = sys.stdin.read().strip()
key = jwt.PyJWKClient(jwks).get_signing_key_from_jwt(token)
claims = jwt.decode(token, key.key, algorithms=["RS256"], audience=audience, issuer=issuer)
print(json.dumps({"oid": claims["oid"], "kid": jwt.get_unverified_header(token)["kid"]}))
