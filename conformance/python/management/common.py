"""What each program of this folder begins with: the words it was given, and who it is."""

import sys
from dataclasses import dataclass

from azure.identity import DefaultAzureCredential

LOCATION = "westeurope"


@dataclass(frozen=True)
class Given:
    """``PROGRAM SUBSCRIPTION TENANT GROUP``: the group is there, and ours alone."""

    subscription: str
    tenant: str
    group: str

    @property
    def scope(self) -> str:
        """The id of the group."""
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.group}"


def begin() -> tuple[Given, DefaultAzureCredential]:
    """What was given, and the app's own identity."""
    return Given(*sys.argv[1:4]), DefaultAzureCredential()


def say(what: str) -> None:
    """A line for whoever reads the run."""
    print(f"  {what}", flush=True)
