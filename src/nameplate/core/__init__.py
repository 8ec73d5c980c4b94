"""The words that every room shares: names, values and errors of the field; nothing that acts.

Owns ``ResourceId``, ``Principal``, ``Cloud``, ``Clock``, ``SecretValue``, ``UnitOfWork``,
``ChangeEpoch`` and the error tree. Imports no other room and has no effect on anything. A name
enters here only when three rooms need it.
"""
