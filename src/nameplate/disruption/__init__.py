"""What is broken on purpose: the grammar of ``--fault``, and which request a fault meets.

Owns the faults of tests and their counts. How a broken answer looks on a wire is the wire's own
business (``edge.disrupted``), and where faults are allowed is ``server``'s.
"""
