"""Managed identity: what a workload calls to get a token, and the platform's token cache.

Owns the endpoints of every source: App Service (2017-09-01 and 2019-08-01), Azure Machine
Learning, Cloud Shell, Azure Arc, Service Fabric and the instance metadata service (IMDS) of
virtual machines: their paths, headers, selectors, bodies and errors. A workload is known by its
secret; which identities it has is the directory's to say, and every token is the mint's.
"""
