"""The rooms' protocols over a database: SQLite today, the same SQL over PostgreSQL later.

Owns all SQL. ``database`` says what a database is, ``sqlite`` and ``writer`` are one (WAL, one
writer thread, group commit), ``schema`` and ``migrations`` its tables and their history; each
other module implements the protocol of the room whose name it bears (``DESIGN`` 4.3, 4.8).
"""
