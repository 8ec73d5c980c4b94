"""The control plane: one pipeline through which every resource is read and changed.

Owns the provider protocol, the catalogue of resource types, the PUT/PATCH/GET/DELETE pipeline
(authenticate, authorise, validate, provider, store, one unit of work with its audit record), the
resource records and ARM's wire with its error shapes. It knows no resource type: those stand in
``providers``, one file each, and come in through the catalogue.
"""
