# What a person or CI asks of this repository. `make` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python

.PHONY: help setup demo test check conformance conformance-matrix conformance-az portal-pictures bench test-lowest test-newest fidelity lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: ## make .venv with the locked tools and nameplate in it
	@scripts/setup

demo: setup ## tell the story of examples/quickstart
	@examples/quickstart/demo.sh

test: setup ## run the tests (those with other languages' SDKs: make conformance)
	@$(PY) -m pytest -n 2 -m "not acceptance" $(ARGS)

check: setup ## format, lint, types, architecture, changelog
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m pytest -q tests/test_architecture.py tests/test_house_plan_breaks.py tests/test_ground.py

conformance: setup ## run every official SDK whose toolchain is here; list those missing
	@$(PY) -m conformance $(ARGS)

conformance-matrix: setup ## run every client by every source, selector and mode
	@$(PY) -m conformance.matrix $(ARGS)

conformance-az: setup ## run az, unmodified, with every command that concerns us (700 MB, minutes)
	@conformance/az/run $(ARGS)

portal-pictures: setup ## walk the portal and renew the pictures of docs/portal
	@mkdir -p docs/portal
	@NAMEPLATE_PICTURES=$(CURDIR)/docs/portal $(PY) -m pytest -q -m acceptance tests/acceptance/test_portal.py tests/acceptance/test_portal_activity.py -k "mouse or axe"

bench: setup ## measure, beside others' programs, as ratios
	@$(PY) -m benchmarks $(ARGS)

test-lowest: ## run the tests with the lowest declared versions of the dependencies
	@scripts/setup .venv-lowest requirements/dev.txt requirements/lowest.txt
	@# The client's doors need a FastAPI of today, which needs a Starlette of today.
	@.venv-lowest/bin/python -m pytest -m "not acceptance" --ignore client/tests $(ARGS)

test-newest: ## run the tests on the newest CPython of this machine
	@PYTHON="$$(scripts/newest-python)" scripts/setup .venv-newest
	@.venv-newest/bin/python -VV
	@.venv-newest/bin/python -m pytest -m "not acceptance" $(ARGS)

fidelity: setup ## replay recorded exchanges: make fidelity FILES="a.json b.json"
	@$(PY) -m tests.fidelity $(FILES)

lock: ## renew the hashed locks (needs uv)
	@scripts/lock --upgrade

clean: ## remove what the other targets made
	rm -rf .venv .venv-* .work .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
