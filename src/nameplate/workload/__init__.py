"""What a process of an app finds when it starts: the same for ``run`` and for a hosted app.

Owns the environment's composition (``protocols.md`` F.1: what is taken out, what is put in), the
files of certificates that it points at, ``NO_PROXY``, and the hook for Node. It starts nothing.
"""
