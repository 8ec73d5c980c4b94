"""The operator's own API: what no cloud has, because nobody operates a cloud alone.

Owns the wire at the cloud's ``admin_host``: status, trust, workload bindings of ``run``, learning,
the trail, signing keys. It decides nothing and stores nothing: each handler calls the room that
does. Callers are the command line and the portal, with the operator's bearer.
"""
