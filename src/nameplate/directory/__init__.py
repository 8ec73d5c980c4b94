"""Who there is: the tenant, its users, applications and service principals, and what proves them.

Owns the directory's objects and their credentials, the identities assigned to a resource, and the
workload bindings (keyed hash of a header secret -> the resource that runs). It answers who exists
and what would prove it; what a principal may do is authorization's, what a token says is tokens'.
"""
