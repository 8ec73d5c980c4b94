"""What ``run --fault`` asks for and says at its end. With a server: ``test_run``."""

from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path

import pytest

from nameplate.cli.command import Invocation
from nameplate.cli.failures import USAGE, CommandFailure
from nameplate.cli.faults import check_faults, faults
from tests.fakes.operator_api import FakeOperatorApi, connection_over


def call_over(api: FakeOperatorApi, folder: Path, *texts: str) -> Invocation:
    call = Invocation(Namespace(fault=list(texts)), {}, ExitStack())
    vars(call)["connection"] = connection_over(api, folder)
    return call


def test_what_is_no_fault_is_wrong_usage() -> None:
    with pytest.raises(CommandFailure, match=r"(?s)--fault 'x:1' is no fault.*SURFACE") as refused:
        check_faults(["vault:429", "x:1"])

    assert refused.value.status == USAGE


def test_each_says_how_many_requests_it_met(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = {"fault": "vault:429", "seen": 3, "met": 1}
    never = {"fault": "token:500", "seen": 1, "met": 0}
    api = FakeOperatorApi(tmp_path, {"id": "one"}, {"id": "two"}, ended, never)

    with faults(call_over(api, tmp_path, "vault:429", "token:500")):
        pass

    assert capsys.readouterr().err == (
        "nameplate: the fault vault:429 met 1 of 3 requests\n"
        "nameplate: the fault token:500 met 0 of 1 request\n"
    )
    assert [(method, body) for method, _, body in api.calls] == [
        ("POST", {"fault": "vault:429"}),
        ("POST", {"fault": "token:500"}),
        ("DELETE", None),
        ("DELETE", None),
    ]


def test_a_server_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    api = FakeOperatorApi(tmp_path, {"id": "one"}, CommandFailure("gone"))

    with faults(call_over(api, tmp_path, "vault:429")):
        pass
