"""Drafts: whose they are, and how many there may be."""

from nameplate.core.secret_value import SecretValue
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
    many = [_draft(bytes([each % 20])) for each in range(80)]
    for each in many:
        drafts.keep(each)
    assert drafts.find(many[0].key, many[0].owner) is None
    assert drafts.find(many[-1].key, many[-1].owner) is not None
    large = [_draft(bytes([each]), 4 * 2**20) for each in range(9)]
    for each in large:
        drafts.keep(each)
    assert drafts.find(large[0].key, large[0].owner) is None
    assert drafts.find(large[-1].key, large[-1].owner) is not None


def test_nobody_pushes_out_what_another_fills_in() -> None:
    drafts, mine = Drafts(), _draft(b"a")
    drafts.keep(mine)
    many = [_draft(b"b", 4 * 2**20) for _ in range(100)]
    for each in many:
        drafts.keep(each)
    assert drafts.find(mine.key, b"a") is mine
    assert drafts.find(many[-1].key, b"b") is many[-1]
    assert drafts.find(many[-3].key, b"b") is None


def test_what_was_typed_counts_and_goes_with_its_session() -> None:
    drafts, first, second = Drafts(), _draft(b"a"), _draft(b"a")
    first.hidden["password"] = SecretValue("x" * 9 * 2**20)
    drafts.keep(first)
    drafts.keep(second)
    assert drafts.find(first.key, b"a") is None
    drafts.forget(b"b")
    assert drafts.find(second.key, b"a") is second
    drafts.forget(b"a")
    assert drafts.find(second.key, b"a") is None
