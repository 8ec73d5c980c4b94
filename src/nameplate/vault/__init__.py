"""Key Vault's data plane: secrets, their versions, deletion and recovery, as on the real wire.

Owns vault accounts (``Vaults``), secrets (``Secrets``) and the wire that clients talk to. The
control plane of vaults is ``providers``' and calls ``Vaults`` here; who may do what is
``authorization``'s; values are opened and sealed by ``crypto`` and stand in no record.
"""
