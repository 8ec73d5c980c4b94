"""The edge: everything between a socket and a wire's own words.

Owns listeners and their certificates, the choice of a wire by Host, limits, request ids, the
rendering of errors, routing tables, bearer tokens -> ``Principal``, the CONNECT proxy and the
routes. Knows no resource, no secret and no permission: that is what the wires above know.
"""
