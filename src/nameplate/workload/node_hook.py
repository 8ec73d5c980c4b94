"""The hook for Node, which reads no proxy variable by itself: its source for a cloud's names."""

import json
from pathlib import Path
from typing import Final

from nameplate.core.cloud import Cloud
from nameplate.workload.no_proxy import served_or_refused

_SOURCE: Final = Path(__file__).with_name("node_hook.cjs")


def hook_source(cloud: Cloud) -> str:
    """The hook with the names that it sends to the proxy."""
    names = json.dumps(served_or_refused(cloud))
    return _SOURCE.read_text("utf-8").replace("__NAMES__", names, 1)
