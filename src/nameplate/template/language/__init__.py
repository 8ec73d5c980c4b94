"""Expressions: from ``[concat('a', variables('b'))]`` to a value."""
