"""Apps as they run: deployed, started, watched, replaced, and answered for at their own names.

Owns the apps of one machine. It knows of the control plane only what its Protocols say (``wanted``,
``instances``); the server's bridges implement them.

``supervisor``    every app: what is wanted is made so
``hosted_app``    one app's life; ``app_processes`` and ``instances`` are its processes
``launching``     from what was deployed to a process; ``stacks`` and ``functions`` find its command
``folders``       where its files are, reached by safe ``footing``; ``content`` what was deployed
``deploying``     one deployment after another; ``building`` makes it ready, ``packages`` reads it
``kudu``          the deployment service; ``publishers`` are who may use it
``front_door``    the reverse proxy at an app's name; ``pages`` are what visitors see without one
``swapping``      slots exchanged, after a ``warm_up``
``setting_references``  Key Vault references: their grammar, statuses and refresh beside it
``reference_following`` looks at those of apps that run again, when it is due
"""
