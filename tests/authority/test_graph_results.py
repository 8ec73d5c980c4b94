"""Graph's answers around the objects."""

from nameplate.authority.graph_results import Call, GraphResults
from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.core.principal import Principal, PrincipalType
from nameplate.edge.http import Request
from tests.authority.world import Answer

SOMEBODY = Principal("oid", None, "t", PrincipalType.USER, "op", "iss")


def call(query: bytes = b"") -> Call:
    return Call(Request("GET", "/", query_string=query), SOMEBODY, {})


def test_an_entity_names_its_collection() -> None:
    results = GraphResults(AZURE_PUBLIC)
    answer = Answer.of(results.entity(call(b"$select=id"), "users", {"id": "1", "mail": None}))
    assert answer.body == {
        "@odata.context": f"{AZURE_PUBLIC.graph_audience}/v1.0/$metadata#users/$entity",
        "id": "1",
    }
    assert answer.headers["odata-version"] == "4.0"
    assert answer.headers["content-type"].startswith("application/json;odata.metadata=minimal;")


def test_a_collection_links_its_next_page() -> None:
    results = GraphResults(own_cloud("contoso.test", 8443))
    documents = [{"id": "1"}, {"id": "2"}]
    answer = Answer.of(results.collection(call(b"$top=1"), "users", documents, ("id",)))
    assert list(answer.body) == ["@odata.context", "@odata.nextLink", "value"]
    assert answer.body["@odata.nextLink"] == (
        "https://graph.contoso.test:8443/v1.0/users?$top=1&$skiptoken=1"
    )
    last = Answer.of(results.collection(call(b"$skiptoken=1"), "users", documents, ("id",)))
    assert list(last.body) == ["@odata.context", "value"]


def test_a_value_is_in_no_collection() -> None:
    answer = Answer.of(GraphResults(AZURE_PUBLIC).value("microsoft.graph.x", {"a": 1}))
    assert answer.body["@odata.context"].endswith("#microsoft.graph.x")
