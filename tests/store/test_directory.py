"""The directory's records are one object over one database."""

from nameplate.store.directory import StoredDirectory
from nameplate.store.sqlite import SqliteDatabase
from tests.conformance.directory_kit import ASSIGNMENT, PRINCIPAL, SECRET


async def test_a_unit_spans_principals_credentials_and_workloads(database: SqliteDatabase) -> None:
    directory = StoredDirectory(database)
    work = database.begin()
    directory.save_service_principal(work, PRINCIPAL)
    directory.save_client_secret(work, SECRET)
    directory.save_assignment(work, ASSIGNMENT)
    await work.commit()

    assert await directory.find_service_principal(PRINCIPAL.object_id) == PRINCIPAL
    assert await directory.list_client_secrets(SECRET.owner_id) == [SECRET]
    assert await directory.find_assignment(ASSIGNMENT.resource_id.lower()) == ASSIGNMENT
