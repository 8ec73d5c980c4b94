"""Before a deployment runs: from a request to a ``Prepared``, or to a refusal that names its place.

``content``, ``reading`` and ``request`` read what was asked, ``sources`` and ``links`` find the
template, ``parameters`` its values, ``surroundings`` what it stands in (``catalogue_facts`` and
``cloud_document`` among it); ``binding`` makes a plan of it, ``expansion`` does so for what is
nested, ``checks`` looks at each resource, and ``preflight`` is the door to all of them, whose
answer is a ``Prepared``. ``stored`` keeps of it what a restart needs. Nothing here writes.
"""
