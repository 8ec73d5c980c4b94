"""The inert types that are known: a literal table, and what each computes of itself.

Shapes are those of the REST references "Storage resource provider", "Application Insights
components" and "Log Analytics workspaces". A name that begins with ``=`` is the type's own to say.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from nameplate.core.clock import iso8601
from nameplate.core.cloud import Cloud
from nameplate.core.resource_id import ResourceId
from nameplate.providers.identities import Identities
from nameplate.providers.inert import Describe, InertType, nothing
from nameplate.resource_manager.locations import normal
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import Level, NameRule, ResourceType

_INSIGHTS: Final = ("2020-02-02", "2020-02-02-preview", "2015-05-01")
_LOGS: Final = ("2023-09-01", "2022-10-01", "2021-06-01", "2020-08-01")
_STORAGE: Final = ("2024-01-01", "2023-05-01", "2023-01-01", "2022-09-01", "2019-06-01")
_DEFAULT: Final = NameRule("(?i:default)", "There is one service of a kind: 'default'.")
_CONTAINER: Final = NameRule(
    r"\$?[a-z0-9](?:-?[a-z0-9]){2,62}",
    "A container, share or queue has 3 to 63 lower-case letters, digits or single '-'.",
)
_TABLE: Final = NameRule(
    r"[A-Za-z][A-Za-z0-9]{2,62}", "A table has 3 to 63 letters and digits and begins with a letter."
)


def component(resource: Resource, cloud: Cloud) -> Mapping[str, Any]:
    """``Microsoft.Insights/components``: keys that are always the same for one resource."""
    key, app_id = _guid(resource, "key"), _guid(resource, "app")
    region = normal(resource.location or "")
    endpoint = f"https://{region}-0.{cloud.insights_suffix}{cloud.port_suffix}/"
    in_workspace = "WorkspaceResourceId" in resource.properties
    return {
        "=ApplicationId": resource.name,
        "=AppId": app_id,
        "Application_Type": "web",
        "Flow_Type": None,
        "Request_Source": None,
        "=InstrumentationKey": key,
        "=ConnectionString": (
            f"InstrumentationKey={key};IngestionEndpoint={endpoint};ApplicationId={app_id}"
        ),
        "=Name": resource.name,
        "=CreationDate": iso8601(resource.created),
        "=TenantId": ResourceId.parse(resource.id).subscription_id,
        "=provisioningState": "Succeeded",
        "SamplingPercentage": None,
        "RetentionInDays": 90,
        "IngestionMode": "LogAnalytics" if in_workspace else "ApplicationInsights",
        "publicNetworkAccessForIngestion": "Enabled",
        "publicNetworkAccessForQuery": "Enabled",
        "=Ver": "v2",
    }


def workspace(resource: Resource, _: Cloud) -> Mapping[str, Any]:
    """``Microsoft.OperationalInsights/workspaces``."""
    return {
        "=source": "Azure",
        "=customerId": _guid(resource, "customer"),
        "=provisioningState": "Succeeded",
        "sku": {"name": "PerGB2018"},
        "retentionInDays": 30,
        "features": {"enableLogAccessUsingOnlyResourcePermissions": True},
        "workspaceCapping": {"dailyQuotaGb": -1.0, "dataIngestionStatus": "RespectQuota"},
        "publicNetworkAccessForIngestion": "Enabled",
        "publicNetworkAccessForQuery": "Enabled",
        "=createdDate": iso8601(resource.created),
        "=modifiedDate": iso8601(resource.changed),
    }


def _type(name: str, versions: tuple[str, ...], **facts: Any) -> ResourceType:
    return ResourceType(name=name, api_versions=versions, inert=True, **facts)


BLOB_SERVICES: Final = _type(
    "Microsoft.Storage/storageAccounts/blobServices", _STORAGE, name_rule=_DEFAULT
)
QUEUE_SERVICES: Final = _type(
    "Microsoft.Storage/storageAccounts/queueServices", _STORAGE, name_rule=_DEFAULT
)
TABLE_SERVICES: Final = _type(
    "Microsoft.Storage/storageAccounts/tableServices", _STORAGE, name_rule=_DEFAULT
)
FILE_SERVICES: Final = _type(
    "Microsoft.Storage/storageAccounts/fileServices", _STORAGE, name_rule=_DEFAULT
)
SERVICES: Final = (BLOB_SERVICES, QUEUE_SERVICES, TABLE_SERVICES, FILE_SERVICES)

WORKSPACES: Final = _type("Microsoft.OperationalInsights/workspaces", _LOGS, tracked=True)

_TYPES: Final[tuple[tuple[ResourceType, Describe], ...]] = (
    *((each, nothing) for each in SERVICES),
    (_type(f"{BLOB_SERVICES.name}/containers", _STORAGE, name_rule=_CONTAINER), nothing),
    (_type(f"{QUEUE_SERVICES.name}/queues", _STORAGE, name_rule=_CONTAINER), nothing),
    (_type(f"{TABLE_SERVICES.name}/tables", _STORAGE, name_rule=_TABLE), nothing),
    (_type(f"{FILE_SERVICES.name}/shares", _STORAGE, name_rule=_CONTAINER), nothing),
    (_type("Microsoft.Insights/components", _INSIGHTS, tracked=True), component),
    (
        _type(
            "Microsoft.Insights/diagnosticSettings",
            ("2021-05-01-preview", "2017-05-01-preview"),
            level=Level.EXTENSION,
        ),
        nothing,
    ),
)


def inert_types(identities: Identities, cloud: Cloud) -> tuple[InertType, ...]:
    """A provider for each row."""
    return tuple(InertType(identities, cloud, kind, describe) for kind, describe in _TYPES)


def _guid(resource: Resource, what: str) -> str:
    """Always the same for one incarnation of a resource."""
    return str(uuid5(NAMESPACE_URL, f"{resource.key}#{resource.created}#{what}"))
