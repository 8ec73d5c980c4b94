"""``exportTemplate`` of a resource group: from resources back to a template that makes them.

Owns how names become parameters, ids references, and what is left out because it is a secret.
"""
