"""A command in a network of its own, where our names and 169.254.169.254 are on loopback.

For clients that ignore proxies (DESIGN 2, "Transparent mode"). ``run`` starts ``python -m
nameplate.process.transparent`` as it starts any child; that enters new namespaces
(``namespaces(7)``), listens inside, hands the listening sockets to ``run`` and becomes the command
by ``exec``: the same process, with no more rights than before. A socket stays in the network that
it was made in, so that ``run`` accepts there and connects outside. Nothing is left on the disk: the
files that are shown over those in ``/etc`` live in memory, in the command's own mount namespace.
When ``run`` is killed the sockets close with it and the command goes on without a network.

``plan``        where is listened, and which files are shown
``interfaces``  the loopback interface
``program``     from ``run``'s child to the command
``channel``     what ``run`` and its child say to each other before that
``refusals``    what to say where a system forbids this
``probing``     whether this works here
"""
