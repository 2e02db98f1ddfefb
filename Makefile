# The two commands of the README are `make demo` and `make test`; each does all its own set-up.
# Needs: Python 3.11+, pip, make. Everything lands in .venv and in $(BYBALANCE_DATA).
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
SERVE ?= 1
PORT ?= 8000
TESTS ?=
FUZZ_SECONDS ?= 60
export BYBALANCE_DATA ?= $(CURDIR)/data

.PHONY: help setup demo test check check-rest lint types contracts \
        migrations slow slow-postgres postgres browser docs reference fix serve worker messages vendor pin fuzz bench clean

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

# --- set-up: each stamp names what it depends on, so a second run does nothing -------------

$(VENV)/made:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if v >= (3, 11) else f"Bybalance needs Python 3.11 or newer; $(PYTHON) is {v[0]}.{v[1]}. Try: make PYTHON=python3.12 ...")'
	@echo "Making the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.installed: $(VENV)/made requirements/run.txt pyproject.toml hatch_build.py
	@echo "Installing what the product needs (requirements/run.txt) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/messages.compiled: $(VENV)/run.installed $(shell find src -name '*.po' 2>/dev/null)
	@$(BIN)/python tools/compile_messages.py
	@touch $@

$(VENV)/dev.installed: $(VENV)/run.installed requirements/dev.txt
	@echo "Installing what the tests need (requirements/dev.txt) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/docs.installed: $(VENV)/run.installed requirements/docs.txt
	@echo "Installing what the documentation needs (requirements/docs.txt) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/docs.txt
	@touch $@

$(VENV)/browser.installed: $(VENV)/dev.installed requirements/browser.txt
	@echo "Installing what the browser tests need (requirements/browser.txt) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/browser.txt
	@touch $@

setup: $(VENV)/messages.compiled ## Make .venv and install the pinned requirements

# --- the two commands ----------------------------------------------------------------------

demo: setup ## Load the demo, run the lists job, serve the site (SERVE=0: do not serve)
	@$(BIN)/bybalance demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

test: $(VENV)/dev.installed $(VENV)/messages.compiled ## All tests that need no browser and no PostgreSQL
	@$(BIN)/python -m pytest -q -n auto $(TESTS)

# --- the whole check -----------------------------------------------------------------------

check: lint types contracts migrations test docs postgres slow slow-postgres browser ## Everything

check-rest: lint types contracts migrations docs postgres slow slow-postgres browser ## Everything but the tests of `make test`

lint: $(VENV)/dev.installed
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(VENV)/dev.installed
	@$(BIN)/mypy

contracts: $(VENV)/dev.installed
	@$(BIN)/lint-imports

migrations: $(VENV)/dev.installed
	@$(BIN)/bybalance manage makemigrations --check --dry-run
	@$(BIN)/python tools/check_deploy.py

slow: $(VENV)/dev.installed $(VENV)/messages.compiled ## The tests that take long, on SQLite
	@$(BIN)/python -m pytest -q -m slow tests

slow-postgres: $(VENV)/dev.installed $(VENV)/messages.compiled ## The full crowd for the seats of an event, on PostgreSQL
	@$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest -q -m slow tests/web/events

postgres: $(VENV)/dev.installed $(VENV)/messages.compiled ## The web tests on a throw-away PostgreSQL
	@$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest -q -n auto -m "not browser and not slow" tests/web

browser: $(VENV)/browser.installed $(VENV)/messages.compiled ## Journeys in Debian's chromium, with axe
	@$(BIN)/python -m pytest -q -n auto -m browser tests/browser

docs: $(VENV)/docs.installed $(VENV)/messages.compiled ## The documentation; warnings are errors
	@$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html

# --- daily work ----------------------------------------------------------------------------

fix: $(VENV)/dev.installed ## Format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

serve: setup ## Serve the site on PORT
	@$(BIN)/bybalance serve --port $(PORT)

worker: setup ## Run background tasks
	@$(BIN)/bybalance worker

reference: $(VENV)/dev.installed $(VENV)/messages.compiled ## Make the generated pages of docs/reference anew
	@$(BIN)/python tools/generate_docs.py

messages: $(VENV)/dev.installed ## Collect and compile the interface's messages
	@$(BIN)/python tools/collect_messages.py
	@$(BIN)/python tools/compile_messages.py

vendor: setup ## Fetch the front-end files named in vendor.toml again and check their hashes
	@$(BIN)/python tools/vendor.py

fuzz: $(VENV)/dev.installed ## Damaged files for every reader, FUZZ_SECONDS each
	@$(BIN)/python -m tools.fuzzing --seconds $(FUZZ_SECONDS)

bench: $(VENV)/dev.installed ## Speed, as ratios to a reference in the same run
	@$(BIN)/python -m benchmarks

pin: setup ## Pin the requirements anew
	@$(PIP) install uv
	@$(BIN)/python tools/pin.py

clean: ## Remove .venv and caches; the data folder stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis docs/_build
