"""Activity: every token that was issued and every access decision, live; why something was refused
and what would grant it; what an app was granted and what it ever used; all of it in numbers.

Everything comes from ``GET /activity...`` and ``GET /privilege`` of the admin API, which shows each
person what their roles do.
"""
