"""The environment of a command in a network of its own. The run itself: ``test_run``."""

from argparse import Namespace
from contextlib import ExitStack

from nameplate.cli.command import Invocation
from nameplate.cli.transparent import adapted
from nameplate.workload.sources import Source

PROXY = "http://127.0.0.1:8181"


def of(environment: dict[str, str], source: str | None = None) -> dict[str, str]:
    call = Invocation(Namespace(source=source), environment, ExitStack())
    return adapted(environment, PROXY, call)


def test_all_but_loopback_and_metadata_goes_through_the_proxy() -> None:
    found = of({"NO_PROXY": "localhost,.corp.example", "HTTP_PROXY": "http://theirs"})

    assert found["HTTP_PROXY"] == found["http_proxy"] == PROXY
    assert found["NO_PROXY"] == found["no_proxy"] == "localhost,127.0.0.1,::1,169.254.169.254"


def test_java_finds_the_metadata_service_past_the_proxy_too() -> None:
    """Azure's clients for Java take exceptions from its options alone; the last one counts."""
    given = "-Xmx1g -Dhttps.proxyHost=127.0.0.1 -Dhttp.nonProxyHosts=localhost|127.*|[::1]"

    words = of({"JAVA_TOOL_OPTIONS": given})["JAVA_TOOL_OPTIONS"].split()

    assert words[:2] == ["-Xmx1g", "-Dhttps.proxyHost=127.0.0.1"]
    assert words[-3:] == [
        "-Dhttp.proxyHost=127.0.0.1",
        "-Dhttp.proxyPort=8181",
        "-Dhttp.nonProxyHosts=localhost|127.*|[::1]|169.254.169.254",
    ]


def test_an_app_service_app_keeps_its_variables() -> None:
    assert of({"IDENTITY_ENDPOINT": "http://127.0.0.1:8141/msi/token/"})["IDENTITY_ENDPOINT"]


def test_a_virtual_machine_needs_no_variable() -> None:
    given = {"AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:8141/imds/AB", "A": "B"}

    found = of(given, Source.IMDS.value)

    assert "AZURE_POD_IDENTITY_AUTHORITY_HOST" not in found
    assert found["A"] == "B"
