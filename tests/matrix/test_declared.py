"""What the folders declare, and which places of the matrix are run."""

import pytest
from conformance.matrix.declared import Client, load

from tests.matrix.made import client, gap

CLIENTS = load()


@pytest.mark.parametrize("declared", CLIENTS, ids=lambda each: each.name)
def test_every_place_of_a_client_is_run_or_explained(declared: Client) -> None:
    for source, mode in declared.places():
        whole = [each for each in declared.gaps_at(source, mode) if each.whole]
        assert declared.runs_at(source, mode) is not bool(whole), (source, mode)


@pytest.mark.parametrize("declared", CLIENTS, ids=lambda each: each.name)
def test_versions_are_those_of_the_locks(declared: Client) -> None:
    """A build without inputs is of programs of the machine: no version of theirs is told."""
    assert declared.build.inputs or not declared.packages


def test_every_language_that_was_promised_is_there() -> None:
    assert {"python", "javascript", "curl"} <= {each.language for each in CLIENTS}


def test_a_gap_without_selectors_and_steps_leaves_nothing_to_run() -> None:
    some = client(gap(sources=("arc",)), gap(sources=("imds",), selectors=("object-id",)))

    assert not some.runs_at("arc", "proxy")
    assert some.runs_at("imds", "proxy")


def test_faults_are_tried_in_the_first_mode_that_runs() -> None:
    some = client(gap(sources=("imds",), modes=("proxy",)))

    assert some.faults_at("arc", "proxy")
    assert not some.faults_at("arc", "transparent")
    assert some.faults_at("imds", "transparent")
