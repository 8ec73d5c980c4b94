"""What a process in a container finds, and the file that says so."""

from nameplate.core.secret_value import SecretValue
from nameplate.workload.containers import CA_FILE, Reach, container_variables, env_file
from nameplate.workload.environment import AppFacts

HOST = "host.docker.internal"


def variables(**settings: str) -> dict[str, str]:
    app = AppFacts(
        *("web1", "/subscriptions/s/sites/web1", "local", "s", "westeurope"),
        host_name="web1.example",
        instance_id="i",
        port=1234,
        settings=settings,
    )
    reach = Reach(HOST, 8141, 8181, SecretValue("AB"), "localhost,.corp.example")
    return container_variables(app, reach)


def test_everything_names_the_host_and_one_file() -> None:
    found = variables(LEVEL="debug")

    assert found["IDENTITY_ENDPOINT"] == f"http://{HOST}:8141/msi/token/"
    assert found["IDENTITY_HEADER"] == found["MSI_SECRET"] == "AB"
    assert found["HTTPS_PROXY"] == found["https_proxy"] == f"http://{HOST}:AB@{HOST}:8181"
    assert found["NO_PROXY"] == f"localhost,127.0.0.1,::1,{HOST},.corp.example"
    files = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    assert {found[name] for name in files} == {CA_FILE}
    assert (found["WEBSITE_SITE_NAME"], found["LEVEL"]) == ("web1", "debug")


def test_nothing_is_this_machines_own() -> None:
    names = {"PORT", "SERVER_PORT", "AZURE_CONFIG_DIR", "JAVA_TOOL_OPTIONS", "NODE_OPTIONS"}
    assert not names & variables().keys()


def test_the_file_says_what_such_a_file_can() -> None:
    found = env_file({"B": "x=1", "A": "two words", "C": "1\n2", "D.E": "", "F": "$x", "1 G": "y"})

    assert found.text == "A=two words\nB=x=1\nD.E=\nF=$x\n"
    assert found.left_out == ("1 G", "C")
    assert found.raw_only == ("A", "F")
