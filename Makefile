# Every target does its own set-up: `make demo` and `make test` are all a newcomer needs.
#
#   make install     the program with what it needs to run: .venv/bin/mingjian
#   make demo        a synthetic league, checked and screened, and a running site (ARGS="--households 2000 --no-serve")
#   make test        format, lint, types, imports, style and the tests (ARGS="-k accounts")
#   make test-postgres   the tests of the desk on PostgreSQL, where it is installed
#   make test-browser   the journeys in Chromium, where there is one
#   make test-spark   the same answers and the same league on a cluster, Sail (SPARK="spark" for every example of every rule)
#   make test-slow   the full counts: all seeds, all malformed files
#   make check       format, lint, types, imports and style alone
#   make dist        a folder in dist/ that installs without a network
#   make bench       the measurements of benchmarks/ and the table of docs/explanation/performance.md (ARGS="--scale region")
#   make reference   write the generated pages of docs/reference anew
#   make accuracy    measure recall and precision of the rules on the samples, for the page of the catalogue
#   make lock-rules  give every rule whose text changed a new revision (WHY="what changed")
#   make lock        resolve the locks anew
#   make licences    write THIRD_PARTY.md from what is installed

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
# Many tests start the program anew: what it was compiled to is kept, beside the packages and not among the sources.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache
BIN := $(VENV)/bin
ARGS ?=
SPARK ?= spark and not slow
WORKERS ?= 2

# The first Python that answers and is 3.11 or later: a shim that only stands for one does not answer.
PYTHON ?= $(shell for candidate in python3.11 python3 /usr/bin/python3 python3.12 python3.13 python3.14; do \
	"$$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$candidate" && break; done)

.PHONY: help install install-tests demo test test-postgres test-slow test-browser test-spark check lint dist bench reference \
	accuracy lock lock-rules licences clean

help:
	@sed -n '3,/^$$/s/^# \{0,1\}//p' Makefile

install: $(VENV)/core.stamp
install-tests: $(VENV)/test.stamp

$(VENV)/venv.stamp:
	@if [ -z "$(PYTHON)" ]; then \
		echo "没有找到 Python 3.11 或更高版本（需带 venv）；请安装后重试，例如 apt install python3 python3-venv。" >&2; \
		echo "No Python 3.11 or later with venv was found; install one, for example: apt install python3 python3-venv." >&2; \
		exit 2; fi
	@echo "== environment in $(VENV), with $(PYTHON)"
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@touch $@

# uv installs in a tenth of the time; where it cannot be had, or knows no way to the packages, pip installs the same
# lock. Offices with a mirror of their own have told pip of it.
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
UV := $(BIN)/uv

define install_lock
	@[ -x $(UV) ] || $(PIP) --require-hashes -r locks/setup.lock || true
	@echo "== packages of $(1)"
	@{ [ -x $(UV) ] && $(UV) pip install -q --system-certs --python $(BIN)/python --require-hashes -r $(1); } \
		|| { echo "== without uv: pip installs the same lock, more slowly"; $(PIP) --require-hashes -r $(1); }
	@$(PIP) --no-build-isolation --no-deps --no-index -e .
	@touch $@
endef

$(VENV)/core.stamp: $(VENV)/venv.stamp locks/setup.lock locks/core.lock pyproject.toml
	$(call install_lock,locks/core.lock)

# The lock of the tests holds the lock of the program: same versions, more packages.
$(VENV)/test.stamp: $(VENV)/core.stamp locks/test.lock
	$(call install_lock,locks/test.lock)

# The lock of the cluster holds the lock of the tests and the extra `spark`.
$(VENV)/spark.stamp: $(VENV)/test.stamp locks/spark.lock
	$(call install_lock,locks/spark.lock)

# The front end: by npm, or by the one that a wheel brings where the machine has none.
FRONTEND := src/mingjian/desk/core/static/vendor/echarts.common.min.js
$(FRONTEND): frontend/package-lock.json $(VENV)/core.stamp
	@command -v npm >/dev/null || $(UV) pip install -q --system-certs --python $(BIN)/python --require-hashes -r locks/node.lock \
		|| $(PIP) --require-hashes -r locks/node.lock
	@echo "== front end"
	@$(BIN)/python tools/fetch_frontend.py
	@touch $@

demo: $(VENV)/core.stamp $(FRONTEND)
	@$(BIN)/mingjian demo $(ARGS)

lint: $(VENV)/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PYTHONPATH=tests $(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check: lint
	$(BIN)/python -m pytest tests/architecture

test: lint $(FRONTEND)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

test-postgres: $(VENV)/test.stamp $(FRONTEND)
	$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/desk $(ARGS)

test-browser: $(VENV)/test.stamp $(FRONTEND)
	$(BIN)/python -m pytest -m browser tests/browser $(ARGS)

test-spark: $(VENV)/spark.stamp
	$(BIN)/python -m pytest -m "$(SPARK)" tests/screening/cluster $(ARGS)

test-slow: $(VENV)/test.stamp $(FRONTEND)
	$(BIN)/python -m pytest -n $(WORKERS) -m "slow and not spark" $(ARGS)

# Wheels of every package of the lock for this Python and system, the program with its front end, and what installs them.
DIST := dist/mingjian
dist: $(VENV)/core.stamp $(FRONTEND)
	@rm -rf dist && mkdir -p $(DIST)/packages
	@echo "== the program as a wheel"
	@$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-build-isolation --no-deps --no-index -w $(DIST)/packages .
	@echo "== packages of locks/core.lock"
	@$(BIN)/python -m pip download -q --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
		-r locks/core.lock -d $(DIST)/packages
	@cp locks/core.lock tools/install.sh LICENSE NOTICE THIRD_PARTY.md docs/how-to/production.md docs/how-to/site.md $(DIST)/
	@cd $(DIST) && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum > SHA256SUMS
	@echo "== $(DIST): copy the folder to the other machine and run  sh install.sh TARGET"

# What the measurements compare with; the versions of all else are those of the tests.
$(VENV)/bench.stamp: $(VENV)/test.stamp locks/bench.lock
	$(call install_lock,locks/bench.lock)

bench: $(VENV)/bench.stamp $(FRONTEND)
	@$(BIN)/python benchmarks/all.py $(ARGS)

reference: $(VENV)/core.stamp
	$(BIN)/python -m mingjian.cli.reference docs/reference

lock-rules: $(VENV)/core.stamp
	@$(BIN)/python tools/lock_rules.py "$(WHY)"

accuracy: $(VENV)/core.stamp
	$(BIN)/python tools/measure_accuracy.py docs/reference/accuracy.json

COMPILE := $(UV) pip compile -q --generate-hashes --no-header --no-emit-index-url --universal --python-version 3.11

lock: $(VENV)/test.stamp
	$(COMPILE) locks/setup.in -o locks/setup.lock
	$(COMPILE) pyproject.toml locks/core.in -o locks/core.lock
	$(COMPILE) -c locks/core.lock pyproject.toml locks/core.in locks/test.in -o locks/test.lock
	$(COMPILE) -c locks/test.lock --extra spark pyproject.toml locks/core.in locks/test.in -o locks/spark.lock
	$(COMPILE) locks/node.in -o locks/node.lock
	$(COMPILE) -c locks/test.lock locks/bench.in -o locks/bench.lock

licences: $(VENV)/bench.stamp
	$(BIN)/python tools/list_licences.py THIRD_PARTY.md

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache dist demo demo.mingjian
