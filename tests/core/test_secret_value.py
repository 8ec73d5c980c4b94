"""A secret does not show itself."""

import logging
import pickle

import pytest

from nameplate.core.secret_value import SecretValue

SECRET = SecretValue("hunter2")


@pytest.mark.parametrize(
    "shown", [repr(SECRET), str(SECRET), f"{SECRET}", f"{SECRET:>9}", repr([SECRET])]
)
def test_no_way_of_printing_reveals_it(shown: str) -> None:
    assert "hunter2" not in shown


def test_a_log_record_does_not_reveal_it(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("nameplate").warning("set", extra={"value": SECRET})

    assert "hunter2" not in caplog.text
    assert "hunter2" not in repr(vars(caplog.records[0]))


def test_it_is_revealed_on_purpose() -> None:
    assert SECRET.reveal() == "hunter2"


def test_equal_texts_are_equal_secrets() -> None:
    assert SecretValue("hunter2") == SECRET
    assert hash(SecretValue("hunter2")) == hash(SECRET)
    assert SecretValue("other") != SECRET
    assert SECRET != "hunter2"


def test_it_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(SECRET)
