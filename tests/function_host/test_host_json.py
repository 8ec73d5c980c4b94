"""host.json."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from nameplate_functions.failures import AppProblem
from nameplate_functions.host_json import parse_host_json, read_host_json


def test_the_defaults_are_the_real_hosts() -> None:
    found = parse_host_json({"version": "2.0"})

    assert found.function_timeout == timedelta(minutes=30)
    assert found.http.route_prefix == "api"
    assert (found.queues.batch_size, found.queues.threshold) == (16, 8)
    assert found.queues.max_dequeue_count == 5
    assert found.queues.base64


def test_everything_is_read() -> None:
    found = parse_host_json(
        {
            "version": "2.0",
            "functionTimeout": "00:01:00",
            "functions": ["a"],
            "logging": {"logLevel": {"Default": "Warning", "Function.a": "Debug"}},
            "extensions": {
                "http": {
                    "routePrefix": "/",
                    "maxOutstandingRequests": 20,
                    "maxConcurrentRequests": -1,
                    "customHeaders": {"X-Content-Type-Options": "nosniff"},
                },
                "queues": {
                    "batchSize": 1,
                    "newBatchThreshold": 0,
                    "maxDequeueCount": 3,
                    "visibilityTimeout": "00:00:30",
                    "maxPollingInterval": "00:00:02",
                    "messageEncoding": "none",
                },
            },
        }
    )

    assert found.function_timeout == timedelta(minutes=1)
    assert found.functions == ("a",)
    assert found.levels == {"default": "warning", "function.a": "debug"}
    assert found.http.route_prefix == ""
    assert (found.http.max_outstanding, found.http.max_concurrent) == (20, None)
    assert (found.queues.batch_size, found.queues.threshold) == (1, 0)
    assert found.queues.visibility_timeout == timedelta(seconds=30)
    assert not found.queues.base64


def test_a_timeout_may_be_none_and_a_pause_milliseconds() -> None:
    document = {
        "version": "2.0",
        "functionTimeout": "-1",
        "extensions": {"queues": {"maxPollingInterval": "2000"}},
    }

    found = parse_host_json(document)

    assert found.function_timeout is None
    assert found.queues.max_polling_interval == timedelta(seconds=2)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"version": "1.0"},
        {"version": "2.0", "functionTimeout": "soon"},
        {"version": "2.0", "functionTimeout": "00:00:00"},
        {"version": "2.0", "extensions": []},
        {"version": "2.0", "extensions": {"queues": {"batchSize": 33}}},
        {"version": "2.0", "extensions": {"queues": {"batchSize": True}}},
        {"version": "2.0", "extensions": {"queues": {"newBatchThreshold": -1}}},
        {"version": "2.0", "extensions": {"queues": {"messageEncoding": "rot13"}}},
        {"version": "2.0", "extensions": {"queues": {"maxPollingInterval": "10"}}},
        {"version": "2.0", "extensions": {"http": {"maxConcurrentRequests": 0}}},
        {"version": "2.0", "logging": {"logLevel": {"default": "loud"}}},
    ],
)
def test_what_cannot_be_meant_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(AppProblem, match=r"host\.json"):
        parse_host_json(document)


@pytest.mark.parametrize("text", [None, "", "[]", "{", b"\xff"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str | bytes | None) -> None:
    if text is not None:
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / "host.json").write_bytes(content)
    with pytest.raises(AppProblem, match=r"host\.json"):
        read_host_json(tmp_path)


def test_a_byte_order_mark_is_fine(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text('\ufeff{"version": "2.0"}', "utf-8")

    assert read_host_json(tmp_path).http.route_prefix == "api"
