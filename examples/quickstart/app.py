"""Ordinary code for Azure: it asks for no secret and reads no setting of ours.

On Azure it runs as it is, with the identity of the app that hosts it. On this machine:
``nameplate run --app web1 -- python app.py``.
"""

import sys

from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient

VAULT = "https://contoso.vault.azure.net"


def main() -> int:
    """Print the database's password, or why it may not be had."""
    client = SecretClient(VAULT, DefaultAzureCredential())
    try:
        secret = client.get_secret("db-password")
    except ClientAuthenticationError as problem:
        print(f"no identity: {problem.message.splitlines()[0]}", file=sys.stderr)
        return 2
    except HttpResponseError as problem:
        reason = problem.error.message if problem.error else problem.message
        print(f"refused: {reason}", file=sys.stderr)
        return 3
    print(f"The vault says: {secret.value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
