"""Resource providers: one file for each resource type, thin.

Each turns ARM's properties into the words of the room that does the work (the directory, the
vaults, the access policies) and back. What every resource needs (authorisation, etags, storage,
the trail) is the resource manager's pipeline; ``catalogue`` names every provider in one tuple.
"""
