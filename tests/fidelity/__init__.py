"""Recorded exchanges of the real services, played against a running platform and compared.

``python -m tests.fidelity FILE...`` reads files of recordings, plays each sequence as a scenario
(what a recording left out is inferred and set up first) and compares status, error code, the
headers that clients read and the body's shape. ``docs/fidelity.md`` lists what differs, and why.

``records`` reads the files, ``scenarios`` plays one service each, ``compare`` judges,
``report`` tells.
"""
