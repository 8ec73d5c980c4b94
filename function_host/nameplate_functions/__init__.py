"""A host for function apps of the Python v2 programming model (``function_app.py``).

It runs in the app's own environment, reads ``host.json`` and the app's settings, and calls the
functions when their triggers fire: HTTP requests, timers, queue messages. It is a program of its
own: it imports nothing of the platform that starts it, and gets tokens as any app does, from
``IDENTITY_ENDPOINT``. ``program`` reads like a table of contents.
"""
