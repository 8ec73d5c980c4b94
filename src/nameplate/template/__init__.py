"""The ARM template language: a template goes in, a graph of resources to deploy comes out.

Owns the relaxed JSON reader, the expression language with its functions, and what a template's
sections mean. Pure: no clock, no network, no store; what only an installation can know comes in as
an ``Environment`` and, while a deployment runs, as ``References``. Nothing here deploys anything.

The way through it, for a deployment engine::

    template = Template.parse(data)                   # or Template.read(a part of a request)
    bound = template.bind(parameters, environment, secrets=...)
    plan = bound.plan()                               # validated as Azure's preflight would
    for node in plan.nodes:                           # dependencies come first
        body = await settle(node.evaluate, fetch)     # asks fetch() for each reference() it meets
    outputs = await settle(bound.outputs, fetch)

``Template`` is in ``document.template``, ``Environment`` in ``environment``, ``settle`` in
``references``. Secret values leave as ``Concealed``: ``secrets.reveal`` opens a whole body,
``secrets.redact`` makes it fit to be seen.
"""
