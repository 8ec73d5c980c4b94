"""Deployments: a template becomes resources, each through the same pipeline as a single PUT.

Owns reading a deployment's request, everything that can be checked before the first resource is
touched, the engine that applies the plan as dependencies allow, its history and operations, and
``what-if``. The language itself is ``template``'s; what a resource is, the providers'.

Before it runs: ``content`` and ``request`` read what was asked, ``sources`` and ``links`` find the
template, ``parameters`` its values, ``surroundings`` what it stands in; ``binding`` makes a plan of
it, ``expansion`` does so for what is nested, ``checks`` looks at each resource, and ``preflight``
is the door to all of them, whose answer is a ``Prepared``.

While it runs: ``beginning`` writes its first record, ``engine`` starts it and goes on with what
another server left, ``execution`` walks the plan, ``step`` PUTs one resource, ``answers`` asks
others, ``nested`` and ``rollback`` run further deployments, ``cleanup`` ends complete mode;
``ledger`` and ``history`` remember, ``records`` says how that is stored.

Told and foretold: ``documents``, ``views`` and ``failures`` are its shapes on the wire; ``what_if``
predicts, ``export`` makes a template of what is there. ``desk`` is where its resource types find
all this.
"""
