"""``what-if``: what a deployment would change, said before it changes anything.

Owns the comparison of resources as they are with resources as they would be, and ARM's words for
the difference. How one PUT is predicted is the pipeline's to know (``predictions``).
"""
