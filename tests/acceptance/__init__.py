"""The installed command and real SDKs, each in an environment of its own, over sockets.

Nothing here imports the package. Environments are made once under ``.work/acceptance`` and made
anew when their lock changes; the wheel is built and installed for each run.
"""
