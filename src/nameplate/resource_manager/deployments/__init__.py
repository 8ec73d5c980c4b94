"""Deployments: a template becomes resources, each through the same pipeline as a single PUT.

Owns reading a deployment's request, everything that can be checked before the first resource is
touched, the engine that applies the plan as dependencies allow, its history and operations, and
``what-if``. The language itself is ``template``'s; what a resource is, the providers'.
"""
