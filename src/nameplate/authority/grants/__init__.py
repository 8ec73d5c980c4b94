"""Grants: each file turns one kind of proof into whom a token is for.

What all grants share (reading the request, the audience, minting, recording, answering) is the
token endpoint's, so that no grant can forget a step of it.
"""
