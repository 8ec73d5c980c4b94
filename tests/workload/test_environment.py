"""A child's environment: what is taken out, put in, appended to, and what never is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.secret_value import SecretValue
from nameplate.workload import sources
from nameplate.workload.environment import (
    AppFacts,
    Composition,
    Folders,
    Routing,
    Sourced,
    TokenEndpoint,
    Trust,
    app_settings,
    compose,
    connection_strings,
    is_foreign,
    java_options,
)

APP = AppFacts(
    name="web1",
    resource_id="/subscriptions/s/resourceGroups/local/providers/Microsoft.Web/sites/web1",
    resource_group="local",
    subscription_id="s",
    location="West Europe",
    host_name="web1.example",
    instance_id="0" * 64,
    port=5000,
)
ENDPOINT = TokenEndpoint("http://127.0.0.1:8141/msi/token/", SecretValue("A" * 32))
ROUTING = Routing("http://127.0.0.1:8181", "localhost,127.0.0.1,::1,.corp.example")
TRUST = Trust({"SSL_CERT_FILE": "/b.pem"}, "/b.p12", "/hook.cjs")
FOLDERS = Folders("/home/azure", "/home/azd")


def composed(
    inherited: dict[str, str],
    *,
    app: AppFacts = APP,
    endpoint: TokenEndpoint | None = ENDPOINT,
    routing: Routing = ROUTING,
    folders: Folders = FOLDERS,
    keep: bool = False,
    sourced: Sourced | None = None,
) -> Composition:
    return compose(
        inherited,
        app=app,
        endpoint=endpoint,
        routing=routing,
        trust=TRUST,
        folders=folders,
        keep=keep,
        sourced=sourced,
    )


def with_settings(**settings_: str) -> AppFacts:
    return AppFacts(
        **{**{name: getattr(APP, name) for name in APP.__slots__}, "settings": settings_}
    )


@pytest.mark.parametrize(
    "name",
    [
        *("AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH"),
        *("AZURE_TENANT_ID", "AZURE_USERNAME", "AZURE_PASSWORD", "AZURE_AUTHORITY_HOST"),
        *("AZURE_FEDERATED_TOKEN_FILE", "AZURE_POD_IDENTITY_AUTHORITY_HOST"),
        *("AZURE_TOKEN_CREDENTIALS", "AZURE_REGIONAL_AUTHORITY_NAME"),
        *("IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT"),
        *("MSI_ENDPOINT", "MSI_SECRET", "IMDS_ENDPOINT"),
    ],
)
def test_another_identity_is_taken_out_and_named(name: str) -> None:
    found = composed({name: "theirs", "PATH": "/bin"}, endpoint=None)
    assert name not in found.environment
    assert found.removed == (name,)
    assert found.environment["PATH"] == "/bin"
    assert composed({name: "theirs"}, endpoint=None, keep=True).environment[name] == "theirs"


@pytest.mark.parametrize("name", ["AZURE_SUBSCRIPTION_ID", "AZURITE_ACCOUNTS", "HOME", "MSIX"])
def test_what_is_no_identity_stays(name: str) -> None:
    assert not is_foreign(name)
    assert composed({name: "x"}).environment[name] == "x"


def test_what_is_replaced_by_ours_is_named_too() -> None:
    found = composed({"MSI_SECRET": "theirs"})
    assert found.environment["MSI_SECRET"] == "A" * 32
    assert found.removed == ("MSI_SECRET",)
    assert found.gone == ()


@pytest.mark.parametrize("keep", [False, True])
def test_our_own_master_key_never_reaches_a_child(keep: bool) -> None:
    found = composed({"NAMEPLATE_MASTER_KEY": "hush"}, keep=keep)
    assert "hush" not in found.environment.values()


def test_both_generations_of_the_endpoint_share_url_and_secret() -> None:
    found = composed({}).environment
    assert found["IDENTITY_ENDPOINT"] == found["MSI_ENDPOINT"] == ENDPOINT.url
    assert found["IDENTITY_HEADER"] == found["MSI_SECRET"] == "A" * 32


def test_without_an_identity_there_is_no_endpoint() -> None:
    found = composed({}, endpoint=None).environment
    assert not {"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "MSI_ENDPOINT", "MSI_SECRET"} & set(found)


def test_the_site_is_described_as_app_service_does() -> None:
    found = composed({}).environment
    assert found["WEBSITE_SITE_NAME"] == found["APPSETTING_WEBSITE_SITE_NAME"] == "web1"
    assert found["WEBSITE_OWNER_NAME"] == "s+local-WestEuropewebspace"
    assert found["WEBSITE_RESOURCE_GROUP"] == "local"
    assert found["WEBSITE_HOSTNAME"] == "web1.example"
    assert found["WEBSITE_INSTANCE_ID"] == "0" * 64
    assert found["REGION_NAME"] == "West Europe"
    assert found["PORT"] == "5000"


def test_each_setting_is_there_twice_and_outranks_what_was_inherited() -> None:
    found = composed({"LEVEL": "info"}, app=with_settings(LEVEL="debug")).environment
    assert found["LEVEL"] == found["APPSETTING_LEVEL"] == "debug"
    assert app_settings({"a:b": "1"}) == {"a__b": "1", "APPSETTING_a__b": "1"}


def test_a_setting_cannot_lead_requests_past_us() -> None:
    app = with_settings(HTTPS_PROXY="http://elsewhere:1", IDENTITY_ENDPOINT="http://elsewhere:2")
    found = composed({}, app=app).environment
    assert found["HTTPS_PROXY"] == "http://127.0.0.1:8181"
    assert found["IDENTITY_ENDPOINT"] == ENDPOINT.url


def test_a_setting_that_no_environment_can_hold_is_left_out() -> None:
    assert app_settings({"A=B": "1", "": "1", "C": "\x00"}) == {}


def test_both_spellings_of_the_proxy_replace_what_was_there() -> None:
    before = {"HTTPS_PROXY": "http://corp:1", "https_proxy": "http://corp:1", "no_proxy": "*"}
    found = composed({**before, "HTTP_PROXY": "http://corp:1"}).environment
    assert found["HTTPS_PROXY"] == found["https_proxy"] == "http://127.0.0.1:8181"
    assert found["NO_PROXY"] == found["no_proxy"] == ROUTING.no_proxy
    assert found["HTTP_PROXY"] == "http://corp:1"


def test_direct_mode_sets_names_and_no_proxy_of_ours() -> None:
    routing = Routing(None, "localhost", "https://login.localhost:1", "https://m.localhost:1/x")
    found = composed({"AZURE_AUTHORITY_HOST": "theirs"}, routing=routing).environment
    assert "HTTPS_PROXY" not in found
    assert found["AZURE_AUTHORITY_HOST"] == "https://login.localhost:1"
    assert found["ARM_CLOUD_METADATA_URL"] == "https://m.localhost:1/x"


def test_options_of_java_and_node_are_appended() -> None:
    found = composed({"JAVA_TOOL_OPTIONS": "-Xmx1g", "NODE_OPTIONS": "--no-warnings"}).environment
    assert found["JAVA_TOOL_OPTIONS"].startswith("-Xmx1g -Djavax.net.ssl.trustStore=/b.p12 ")
    assert found["NODE_OPTIONS"] == "--no-warnings --require /hook.cjs"


def test_java_gets_its_exceptions_in_its_own_words() -> None:
    options = java_options(ROUTING, None)
    assert "-Dhttps.proxyHost=127.0.0.1" in options
    assert "-Dhttps.proxyPort=8181" in options
    assert "-Dhttp.nonProxyHosts=localhost|127.*|[::1]|*.corp.example" in options
    assert '"-Djavax.net.ssl.trustStore=/a b.p12"' in java_options(ROUTING, "/a b.p12")


def test_home_is_never_set_and_xdg_only_for_mono() -> None:
    assert not {"HOME", "XDG_CONFIG_HOME"} & set(composed({}).added)
    mono = Folders("/a", "/b", "/mono")
    assert composed({}, folders=mono).added["XDG_CONFIG_HOME"] == "/mono"
    assert composed({}).added["AZURE_CONFIG_DIR"] == "/home/azure"
    assert composed({}).added["AZD_CONFIG_DIR"] == "/home/azd"


def test_secrets_do_not_show() -> None:
    found = composed({}, app=with_settings(PASSWORD="hush-hush"))
    assert "A" * 32 not in repr(found)
    assert "hush-hush" not in repr(found) + repr(with_settings(PASSWORD="hush-hush"))


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(
            ["PATH", "AZURE_CLIENT_ID", "MSI_SECRET", "HTTPS_PROXY", "HOME", "IDENTITY_HEADER"]
        )
        | st.text("ABC_", min_size=1, max_size=6),
        st.text("abc", max_size=4),
    )
)
def test_everything_is_inherited_put_in_or_named_as_removed(inherited: dict[str, str]) -> None:
    found = composed(inherited)
    for name, text in inherited.items():
        assert found.environment.get(name) == text or name in found.removed or name in found.added
    assert found.environment.items() >= found.added.items()
    assert not [n for n in found.environment if is_foreign(n) and n not in found.added]


@pytest.mark.parametrize(
    ("kind", "variable"),
    [
        ("SQLServer", "SQLCONNSTR_db"),
        ("SQLAzure", "SQLAZURECONNSTR_db"),
        ("MySql", "MYSQLCONNSTR_db"),
        ("PostgreSQL", "POSTGRESQLCONNSTR_db"),
        ("Custom", "CUSTOMCONNSTR_db"),
        ("NotificationHub", "NOTIFICATIONHUBCONNSTR_db"),
        ("ServiceBus", "SERVICEBUSCONNSTR_db"),
        ("EventHub", "EVENTHUBCONNSTR_db"),
        ("DocDb", "DOCDBCONNSTR_db"),
        ("RedisCache", "REDISCACHECONNSTR_db"),
        ("ApiHub", "CUSTOMCONNSTR_db"),
    ],
)
def test_a_connection_string_has_its_types_prefix(kind: str, variable: str) -> None:
    assert connection_strings({"db": {"value": "Server=x", "type": kind}}) == {variable: "Server=x"}


def test_connection_strings_reach_the_child() -> None:
    facts = {name: getattr(APP, name) for name in APP.__slots__}
    strings = {"a:b": {"value": "x", "type": "Custom"}, "bad": {"value": "\0", "type": "Custom"}}
    made = composed({}, app=AppFacts(**{**facts, "connection_strings": strings}))
    assert made.environment["CUSTOMCONNSTR_a__b"] == "x"
    assert "CUSTOMCONNSTR_bad" not in made.added


def test_a_source_has_its_variables_and_none_of_the_others() -> None:
    """Also none that the caller had, or kept, and nothing that App Service says of a site."""
    inherited = {
        **dict.fromkeys(sources.NAMES, "theirs"),
        "WEBSITE_SITE_NAME": "outer",
        "AZURE_CLIENT_SECRET": "kept",
    }
    shell = Sourced(sources.Source.CLOUD_SHELL, {"MSI_ENDPOINT": "http://127.0.0.1/x"})

    found = composed(
        inherited, app=with_settings(LEVEL="debug"), endpoint=None, keep=True, sourced=shell
    )

    held = {name: text for name, text in found.environment.items() if name in sources.NAMES}
    assert held == {"MSI_ENDPOINT": "http://127.0.0.1/x"}
    assert found.environment["AZURE_CLIENT_SECRET"] == "kept"
    assert found.environment["LEVEL"] == "debug"
    assert found.environment["PORT"] == "5000"
    assert not any(name.startswith(("WEBSITE_", "APPSETTING_")) for name in found.environment)
    assert {"WEBSITE_SITE_NAME", "IDENTITY_HEADER", "MSI_ENDPOINT"} <= set(found.removed)


def test_the_older_app_service_still_is_one() -> None:
    older = Sourced(sources.Source.APP_SERVICE_2017, {"MSI_SECRET": "x"})

    found = composed({}, app=with_settings(LEVEL="debug"), sourced=older).environment

    assert found["APPSETTING_LEVEL"] == "debug"
    assert found["WEBSITE_SITE_NAME"] == "web1"
    assert (found["MSI_SECRET"], found.get("IDENTITY_HEADER")) == ("x", None)
