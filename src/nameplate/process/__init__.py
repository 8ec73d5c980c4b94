"""Processes: the only user of ``subprocess``, ``posix_spawn``, signals and kernel locks.

Owns the child of ``nameplate run`` (its start, its signals, its end, a network of its own), the
keeper that parents hosted apps, the locks that the kernel releases when their holder dies, and
whose process is at the other end of a connection. Knows nothing of identities: an environment
is an argument.
"""
