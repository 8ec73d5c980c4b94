"""Deployments: a template, its parameters as a form, what it would change, how it goes.

Owns the pages of a scope's history (``history``), of a template that is being filled in
(``drafts``, ``template``, ``fields``, ``starting``), of what it would change (``foretold``), and of
a deployment with its operations as a live graph (``deployment``, ``graph``).
"""
