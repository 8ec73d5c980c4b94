"""The trail: tokens issued, decisions with their reasons, sign-ins and changes; append-only.

Owns the event and its words (``event``), the hash chain over the records (``chain``), the promise
that a store keeps (``protocols``), the recording itself (``trail``) and what least privilege can
be read from it (``suggest``). Imports ``crypto`` and ``core`` only (``DESIGN`` 4.9).
"""
