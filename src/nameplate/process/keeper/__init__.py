"""The keeper: the process that parents hosted apps and outlives a crash of the server.

Apps are its children, not the server's, so that a server that died can be followed by another one
that finds them running. Without a successor it ends them all and itself: nothing is orphaned. It is
a program of its own (``python -m nameplate.process.keeper SOCKET``), single-threaded, with the
standard library alone; the server talks to it through ``client`` over a UNIX socket that only the
home's owner can open. Linux: ``prctl(2)``, ``pidfd_open(2)``, ``namespaces(7)``.

``program``    the loop: requests, ends of apps, their output, the wait for a successor
``workload``   what the server asks to be run, checked
``birth``      from the keeper's fork to the app's exec
``init``       the first process of an app: reaps, passes signals on, leaves no survivor
``isolation``  what an app does not see: the home, other apps, other processes
``control_groups`` and ``memory``  what it may hold, bounded by the kernel or looked at
``kernel``     the calls that Python has no function for
``logs``       an app's output in files of bounded size
``apps``       one running app, as the keeper knows it
``probing``    whether apps can be isolated here
``messages``   one JSON object a line
``client``     the server's side
"""
