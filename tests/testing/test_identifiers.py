"""Ids of tests."""

from uuid import NAMESPACE_URL

from nameplate.testing.identifiers import RepeatableIds
from nameplate.testing.platform import Platform


def test_the_same_is_made_again_after_it_was_put_back() -> None:
    ids = RepeatableIds(NAMESPACE_URL)
    first = ids("principal of A")
    made = ids.made()
    more = [ids("principal of a"), ids("principal of a"), ids("other")]

    assert len({first, *more}) == 4
    ids.put_back(made)
    assert [ids("Principal of a"), ids("principal of a"), ids("other")] == more


def test_an_identity_that_comes_back_is_another_and_may_nothing(platform: Platform) -> None:
    first = platform.webapp("web1").allow(vault="contoso", secrets=["get"])
    for kind in ("None", "SystemAssigned"):
        body = {"location": "westeurope", "identity": {"type": kind}}
        first._put(body)

    assert platform.webapp("web1").principal_id not in ("", first.principal_id)


def test_two_applications_may_have_one_name(platform: Platform) -> None:
    directory = platform._opened.directory

    async def make() -> list[str]:
        work = platform._opened.database.begin()
        made = [directory.create_application(work, "same")[0] for _ in range(2)]
        await work.commit()
        return [application.app_id for application in made]

    assert len(set(platform._running.call(make()))) == 2


def test_each_test_begins_with_the_same_ids(shared: Platform) -> None:
    found = []
    for _ in range(2):
        with shared.kept():
            found.append(shared.webapp("web7").principal_id)
    assert found[0] == found[1]
