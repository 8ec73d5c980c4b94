"""Deployments: a template becomes resources, each through the same pipeline as a single PUT.

``preparation`` owns everything that can be known before the first resource is touched, ``running``
the engine that applies the plan as dependencies allow; ``what_if`` predicts, ``export`` makes a
template of what is there. The language itself is ``template``'s; what a resource is, the
providers'.

Here lies what these share: ``records`` and ``history`` remember (``records`` says how that is
stored), ``documents``, ``views``, ``failures`` and ``refusals`` are the shapes on the wire,
``standing`` says what stands for itself in a group, ``work`` keeps heavy computation off the event
loop. ``desk`` is where the resource types of deployments find all this.
"""
