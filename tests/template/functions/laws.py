"""What the tests of functions share: the strategies, and how many examples they take."""

from hypothesis import settings
from hypothesis import strategies as st

few = settings(max_examples=40, deadline=None)

texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
words = st.text("abcXYZ019-é", min_size=1, max_size=8)
integers = st.integers(-(2**62), 2**62)
small = st.integers(0, 30)
scalars = st.one_of(texts, integers, st.booleans())
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(words, inner, max_size=4)),
    max_leaves=8,
)
arrays = st.lists(values, max_size=6)
objects = st.dictionaries(words, values, max_size=5)
