"""The authority: Entra's endpoints, which turn a proof into a token; and the small Graph.

Owns discovery, JWKS, the token endpoint with its grants, the words of AADSTS errors, and the part
of Microsoft Graph that shows the directory. Every token is minted by ``tokens.Issuer``, every proof
is checked by ``directory``; what a token permits is decided where it is used.
"""
