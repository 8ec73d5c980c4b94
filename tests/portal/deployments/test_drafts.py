"""Drafts: whose they are, and how many there may be."""

from nameplate.portal.deployments.drafts import Draft, Drafts


def _draft(owner: bytes, size: int = 100) -> Draft:
    return Draft(owner, "local", "main", {}, size)


def test_a_draft_is_its_owners() -> None:
    drafts, draft = Drafts(), _draft(b"a")
    drafts.keep(draft)
    assert drafts.find(draft.key, b"a") is draft
    assert drafts.find(draft.key, b"b") is None
    drafts.drop(draft)
    assert drafts.find(draft.key, b"a") is None


def test_the_oldest_go() -> None:
    drafts = Drafts()
    many = [_draft(b"a") for _ in range(40)]
    for each in many:
        drafts.keep(each)
    assert drafts.find(many[0].key, b"a") is None
    assert drafts.find(many[-1].key, b"a") is not None
    large = [_draft(b"a", 4 * 2**20) for _ in range(9)]
    for each in large:
        drafts.keep(each)
    assert drafts.find(large[0].key, b"a") is None
    assert drafts.find(large[-1].key, b"a") is not None
