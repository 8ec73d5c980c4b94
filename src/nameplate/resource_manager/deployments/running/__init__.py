"""While a deployment runs: its plan becomes resources, and every step is remembered.

``beginning`` writes its first record, ``engine`` starts it and goes on with what another server
left, ``execution`` walks the plan, ``step`` PUTs one resource, ``answers`` asks others, ``nested``
and ``rollback`` run further deployments, ``cleanup`` ends complete mode; ``ledger`` writes down
what was done, ``active`` knows the runs of this process.
"""
