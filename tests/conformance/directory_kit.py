"""What the directory's records must do: find by every key, replace, delete, and say so."""

from dataclasses import replace

import pytest

from nameplate.core.errors import BadRequest, Conflict, NotFound
from nameplate.directory.records import (
    Application,
    ApplicationSettings,
    AppRole,
    ClientCertificate,
    ClientSecret,
    FederatedIdentityCredential,
    IdentityAssignment,
    ServicePrincipal,
    ServicePrincipalType,
    Tenant,
    User,
    WorkloadBinding,
)
from tests.conformance.stores import Store

SITE = "/subscriptions/S/resourceGroups/Local/providers/Microsoft.Web/sites/Web1"
USER_ID = (
    "/subscriptions/S/resourceGroups/Local/providers"
    "/Microsoft.ManagedIdentity/userAssignedIdentities/Id1"
)
TENANT = Tenant("tenant", "Contoso", "contoso.example")
APPLICATION = Application("app-1", "registration-1", "web1", ("api://app-1",), 10.0)
PRINCIPAL = ServicePrincipal(
    "object-1", "app-1", "web1", ServicePrincipalType.MANAGED_IDENTITY, True, SITE, 10.0
)
USER = User("user-1", "operator@contoso.example", "Operator", True, 10.0)
SECRET = ClientSecret("key-1", "app-1", bytes(32), "abc", "first", 10.0, 20.5)
CERTIFICATE = ClientCertificate("key-2", "app-1", b"der", "x5t", "x5t#S256", "first", 10.0, 20.5)
FEDERATED = FederatedIdentityCredential(
    "app-1", "Main", "https://issuer.example", "job:main", ("api://exchange",), "why", 10.0
)
SETTINGS = ApplicationSettings(
    app_roles=(AppRole("role-1", "Orders.Read", "Read", "Reads orders", True, ("User",)),),
    web_redirect_uris=("https://app.example/callback",),
    public_redirect_uris=("http://localhost",),
    fallback_public_client=True,
    group_claims="SecurityGroup",
    token_version=2,
)
ASSIGNMENT = IdentityAssignment(SITE, "object-1", (USER_ID,))
BINDING = WorkloadBinding("binding-1", b"d" * 32, SITE, 10.0, 100.0)


class PrincipalsKit:
    """``PrincipalRecords``."""

    async def test_nothing_is_there_at_first(self, store: Store) -> None:
        directory = store.directory
        assert await directory.find_tenant() is None
        assert await directory.find_application("app-1") is None
        assert await directory.find_service_principal("object-1") is None
        assert await directory.find_service_principal_of_app("app-1") is None
        assert await directory.find_service_principal_of_resource(SITE.lower()) is None
        assert await directory.find_user("user-1") is None

    async def test_the_tenant_is_one(self, store: Store) -> None:
        directory = store.directory
        await store.write(lambda work: directory.save_tenant(work, TENANT))
        renamed = replace(TENANT, display_name="Fabrikam")
        await store.write(lambda work: directory.save_tenant(work, renamed))
        assert await directory.find_tenant() == renamed

    async def test_an_application_is_saved_replaced_listed_and_deleted(self, store: Store) -> None:
        directory = store.directory
        younger = replace(APPLICATION, app_id="app-0", created=11.0)
        renamed = replace(APPLICATION, display_name="web2", identifier_uris=())
        for each in (younger, APPLICATION, renamed):
            await store.write(lambda work, each=each: directory.save_application(work, each))  # type: ignore[misc]  # mypy cannot infer a lambda's default

        assert await directory.find_application("app-1") == renamed
        assert list(await directory.list_applications()) == [renamed, younger]

        await store.write(lambda work: directory.delete_application(work, "app-1"))
        assert await directory.find_application("app-1") is None

    async def test_an_application_keeps_what_it_says(self, store: Store) -> None:
        directory = store.directory
        told = replace(APPLICATION, settings=SETTINGS)
        await store.write(lambda work: directory.save_application(work, told))
        assert await directory.find_application("app-1") == told

    async def test_a_service_principal_is_found_by_every_key(self, store: Store) -> None:
        directory = store.directory
        await store.write(lambda work: directory.save_service_principal(work, PRINCIPAL))

        assert await directory.find_service_principal("object-1") == PRINCIPAL
        assert await directory.find_service_principal_of_app("app-1") == PRINCIPAL
        assert await directory.find_service_principal_of_resource(SITE.lower()) == PRINCIPAL

    async def test_the_newest_service_principal_of_a_resource_counts(self, store: Store) -> None:
        directory = store.directory
        newer = replace(PRINCIPAL, object_id="object-2", app_id="app-2", created=11.0)
        await store.write(
            lambda work: directory.save_service_principal(work, newer),
            lambda work: directory.save_service_principal(work, PRINCIPAL),
        )
        assert await directory.find_service_principal_of_resource(SITE.lower()) == newer
        assert list(await directory.list_service_principals()) == [PRINCIPAL, newer]

    async def test_a_service_principal_without_a_resource(self, store: Store) -> None:
        directory = store.directory
        application = replace(
            PRINCIPAL,
            type=ServicePrincipalType.APPLICATION,
            resource_id=None,
            enabled=False,
            assignment_required=True,
        )
        await store.write(lambda work: directory.save_service_principal(work, application))
        assert await directory.find_service_principal("object-1") == application

    async def test_a_deleted_service_principal_is_gone(self, store: Store) -> None:
        directory = store.directory
        await store.write(lambda work: directory.save_service_principal(work, PRINCIPAL))
        await store.write(lambda work: directory.delete_service_principal(work, "object-1"))
        assert await directory.find_service_principal_of_app("app-1") is None

    async def test_a_user_is_saved_replaced_listed_and_deleted(self, store: Store) -> None:
        directory = store.directory
        disabled = replace(USER, enabled=False)
        await store.write(lambda work: directory.save_user(work, USER))
        await store.write(lambda work: directory.save_user(work, disabled))

        assert await directory.find_user("user-1") == disabled
        assert list(await directory.list_users()) == [disabled]

        await store.write(lambda work: directory.delete_user(work, "user-1"))
        assert list(await directory.list_users()) == []

    async def test_a_user_is_found_by_a_name_that_no_other_has(self, store: Store) -> None:
        directory = store.directory
        await store.write(lambda work: directory.save_user(work, USER))
        shouting = replace(USER, user_principal_name=USER.user_principal_name.upper())
        with pytest.raises(BadRequest, match="userPrincipalName already exists"):
            await store.write(
                lambda work: directory.save_user(work, replace(shouting, object_id="user-2"))
            )
        await store.write(lambda work: directory.save_user(work, shouting))
        assert await directory.find_user_named(USER.user_principal_name.lower()) == shouting
        assert await directory.find_user_named("nobody@contoso.example") is None

    async def test_deleting_what_is_not_there_is_no_error(self, store: Store) -> None:
        directory = store.directory
        await store.write(
            lambda work: directory.delete_application(work, "none"),
            lambda work: directory.delete_service_principal(work, "none"),
            lambda work: directory.delete_user(work, "none"),
        )

    async def test_every_change_moves_the_epoch(self, store: Store) -> None:
        before = store.epoch.value
        await store.write(lambda work: store.directory.save_user(work, USER))
        assert store.epoch.value > before


class CredentialsKit:
    """``CredentialRecords``."""

    async def test_secrets_are_listed_oldest_first(self, store: Store) -> None:
        directory = store.directory
        younger = replace(SECRET, key_id="key-0", created=11.0)
        other = replace(SECRET, key_id="key-9", owner_id="app-2")
        await store.write(
            lambda work: directory.save_client_secret(work, younger),
            lambda work: directory.save_client_secret(work, SECRET),
            lambda work: directory.save_client_secret(work, other),
        )
        assert list(await directory.list_client_secrets("app-1")) == [SECRET, younger]

    async def test_certificates_are_listed_oldest_first(self, store: Store) -> None:
        directory = store.directory
        younger = replace(CERTIFICATE, key_id="key-0", created=11.0)
        await store.write(
            lambda work: directory.save_client_certificate(work, younger),
            lambda work: directory.save_client_certificate(work, CERTIFICATE),
        )
        assert list(await directory.list_client_certificates("app-1")) == [CERTIFICATE, younger]

    async def test_one_is_deleted_by_its_key_id(self, store: Store) -> None:
        directory = store.directory
        await store.write(
            lambda work: directory.save_client_secret(work, SECRET),
            lambda work: directory.save_client_certificate(work, CERTIFICATE),
        )
        await store.write(
            lambda work: directory.delete_client_secret(work, "key-1"),
            lambda work: directory.delete_client_certificate(work, "key-2"),
        )
        assert list(await directory.list_client_secrets("app-1")) == []
        assert list(await directory.list_client_certificates("app-1")) == []

    async def test_all_of_an_owner_are_deleted_with_it(self, store: Store) -> None:
        directory = store.directory
        other = replace(SECRET, key_id="key-9", owner_id="app-2")
        await store.write(
            lambda work: directory.save_client_secret(work, SECRET),
            lambda work: directory.save_client_secret(work, other),
            lambda work: directory.save_client_certificate(work, CERTIFICATE),
        )
        await store.write(lambda work: directory.delete_credentials(work, "app-1"))

        assert list(await directory.list_client_secrets("app-1")) == []
        assert list(await directory.list_client_certificates("app-1")) == []
        assert list(await directory.list_client_secrets("app-2")) == [other]


class FederationKit:
    """``CredentialRecords``: federated identity credentials."""

    async def save(self, store: Store, *credentials: FederatedIdentityCredential) -> None:
        for each in credentials:
            work = store.units.begin()
            store.directory.save_federated_credential(work, each, limit=3)
            await work.commit()

    async def test_they_are_listed_by_name(self, store: Store) -> None:
        second = replace(FEDERATED, name="alpha", subject="job:other", description="")
        other = replace(FEDERATED, owner_id="app-2")
        await self.save(store, FEDERATED, second, other)

        assert list(await store.directory.list_federated_credentials("app-1")) == [
            second,
            FEDERATED,
        ]

    async def test_a_name_in_any_case_is_the_same_one(self, store: Store) -> None:
        changed = replace(FEDERATED, name="MAIN", subject="job:changed", audiences=("a", "b"))
        await self.save(store, FEDERATED, changed)
        assert list(await store.directory.list_federated_credentials("app-1")) == [changed]

    async def test_an_owner_trusts_nobody_twice(self, store: Store) -> None:
        await self.save(store, FEDERATED, replace(FEDERATED, owner_id="app-2"))
        with pytest.raises(Conflict, match="already exists"):
            await self.save(store, replace(FEDERATED, name="second"))
        assert list(await store.directory.list_federated_credentials("app-1")) == [FEDERATED]

    async def test_an_owner_has_no_more_than_the_limit(self, store: Store) -> None:
        three = [replace(FEDERATED, name=f"n{i}", subject=f"s{i}") for i in range(3)]
        await self.save(store, *three)
        with pytest.raises(BadRequest, match="at most 3"):
            await self.save(store, FEDERATED)
        await self.save(store, replace(three[0], subject="changed"))

    async def test_they_go_one_by_one_and_with_their_owner(self, store: Store) -> None:
        directory = store.directory
        other = replace(FEDERATED, owner_id="app-2")
        second = replace(FEDERATED, name="second", subject="job:other")
        await self.save(store, FEDERATED, second, other)

        await store.write(
            lambda work: directory.delete_federated_credential(work, "app-1", "MAIN"),
            lambda work: directory.delete_federated_credential(work, "app-1", "none"),
        )
        assert list(await directory.list_federated_credentials("app-1")) == [second]

        await store.write(lambda work: directory.delete_credentials(work, "app-1"))
        assert list(await directory.list_federated_credentials("app-1")) == []
        assert list(await directory.list_federated_credentials("app-2")) == [other]


class WorkloadsKit:
    """``WorkloadRecords``."""

    async def test_an_assignment_keeps_its_spelling_under_its_key(self, store: Store) -> None:
        directory = store.directory
        await store.write(lambda work: directory.save_assignment(work, ASSIGNMENT))
        assert await directory.find_assignment(SITE.lower()) == ASSIGNMENT
        assert await directory.find_assignment("/other") is None

    async def test_assignments_are_found_by_each_identity(self, store: Store) -> None:
        directory = store.directory
        other = replace(ASSIGNMENT, resource_id=f"{SITE}2", system_assigned="object-2")
        await store.write(
            lambda work: directory.save_assignment(work, ASSIGNMENT),
            lambda work: directory.save_assignment(work, other),
        )
        find = directory.list_assignments_of
        assert list(await find("object-1", None)) == [ASSIGNMENT]
        assert list(await find("none", USER_ID.lower())) == [ASSIGNMENT, other]
        assert list(await find("none", None)) == []

    async def test_a_replaced_assignment_loses_its_identities(self, store: Store) -> None:
        directory = store.directory
        bare = IdentityAssignment(SITE, None, ())
        await store.write(lambda work: directory.save_assignment(work, ASSIGNMENT))
        await store.write(lambda work: directory.save_assignment(work, bare))
        assert await directory.find_assignment(SITE.lower()) == bare
        assert list(await directory.list_assignments_of("object-1", USER_ID.lower())) == []

    async def test_the_same_identity_twice_in_two_spellings(self, store: Store) -> None:
        directory = store.directory
        twice = replace(ASSIGNMENT, user_assigned=(USER_ID, USER_ID.upper()))
        await store.write(lambda work: directory.save_assignment(work, twice))
        assert list(await directory.list_assignments_of("", USER_ID.lower())) == [twice]

    async def test_a_deleted_assignment_is_found_by_nothing(self, store: Store) -> None:
        directory = store.directory
        await store.write(lambda work: directory.save_assignment(work, ASSIGNMENT))
        await store.write(lambda work: directory.delete_assignment(work, SITE.lower()))
        assert await directory.find_assignment(SITE.lower()) is None
        assert list(await directory.list_assignments_of("object-1", USER_ID.lower())) == []

    async def test_a_binding_is_found_by_id_and_by_digest(self, store: Store) -> None:
        directory = store.directory
        await store.write(lambda work: directory.save_binding(work, BINDING))
        assert await directory.find_binding("binding-1") == BINDING
        assert await directory.find_binding_by_digest(b"d" * 32) == BINDING
        assert await directory.find_binding_by_digest(b"e" * 32) is None

    async def test_renewing_moves_the_lease_and_no_cache(self, store: Store) -> None:
        directory = store.directory
        await store.write(lambda work: directory.save_binding(work, BINDING))
        before = store.epoch.value
        await store.write(lambda work: directory.renew_binding(work, "binding-1", None))
        assert await directory.find_binding("binding-1") == replace(BINDING, expires=None)
        assert store.epoch.value == before

    async def test_renewing_what_is_gone_is_refused(self, store: Store) -> None:
        with pytest.raises(NotFound, match="BindingNotFound"):
            await store.write(lambda work: store.directory.renew_binding(work, "none", 1.0))

    async def test_bindings_go_one_by_one_and_with_their_resource(self, store: Store) -> None:
        directory = store.directory
        second = replace(BINDING, binding_id="binding-2", digest=b"e" * 32)
        third = replace(BINDING, binding_id="binding-3", digest=b"f" * 32, resource_id="/other")
        for each in (BINDING, second, third):
            await store.write(lambda work, each=each: directory.save_binding(work, each))  # type: ignore[misc]  # mypy cannot infer a lambda's default
        await store.write(lambda work: directory.delete_binding(work, "binding-1"))
        assert await directory.find_binding("binding-1") is None

        await store.write(lambda work: directory.delete_bindings_of(work, SITE.lower()))
        assert await directory.find_binding("binding-2") is None
        assert await directory.find_binding("binding-3") == third

    async def test_expired_bindings_are_swept(self, store: Store) -> None:
        directory = store.directory
        lasting = replace(BINDING, binding_id="binding-2", digest=b"e" * 32, expires=None)
        await store.write(
            lambda work: directory.save_binding(work, BINDING),
            lambda work: directory.save_binding(work, lasting),
        )
        await store.write(lambda work: directory.delete_expired_bindings(work, 99.0))
        assert await directory.find_binding("binding-1") == BINDING

        await store.write(lambda work: directory.delete_expired_bindings(work, 100.0))
        assert await directory.find_binding("binding-1") is None
        assert await directory.find_binding("binding-2") == lasting
