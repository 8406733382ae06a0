# Every target does its own set-up: `make demo` and `make test` are all a newcomer needs.
#
#   make install     the program with what it needs to run: .venv/bin/mingjian
#   make demo        a synthetic league, checked and screened, with its reports (ARGS="--households 2000")
#   make test        format, lint, types, imports, style and the tests (ARGS="-k accounts")
#   make test-slow   the full counts: all seeds, all malformed files
#   make check       format, lint, types, imports and style alone
#   make bench       the measurements of benchmarks/, as ratios within one run
#   make reference   write the generated pages of docs/reference anew
#   make accuracy    measure recall and precision of the rules on the samples, for the page of the catalogue
#   make lock        resolve the locks anew
#   make licences    write THIRD_PARTY.md from what is installed

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
WORKERS ?= 2

# The first Python that answers and is 3.11 or later: a shim that only stands for one does not answer.
PYTHON ?= $(shell for candidate in python3.11 python3 /usr/bin/python3 python3.12 python3.13 python3.14; do \
	"$$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$candidate" && break; done)

.PHONY: help install install-tests demo test test-slow check lint bench reference accuracy lock licences clean

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

demo: $(VENV)/core.stamp
	@$(BIN)/mingjian demo $(ARGS)

lint: $(VENV)/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check: lint
	$(BIN)/python -m pytest tests/architecture

test: lint
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

test-slow: $(VENV)/test.stamp
	$(BIN)/python -m pytest -n $(WORKERS) -m slow $(ARGS)

bench: $(VENV)/test.stamp
	@for measurement in benchmarks/[a-z]*.py; do \
		echo "== $$measurement"; $(BIN)/python "$$measurement" $(ARGS); done

reference: $(VENV)/core.stamp
	$(BIN)/python -m mingjian.cli.reference docs/reference

accuracy: $(VENV)/core.stamp
	$(BIN)/python tools/measure_accuracy.py docs/reference/accuracy.json

COMPILE := $(UV) pip compile -q --generate-hashes --no-header --no-emit-index-url --universal --python-version 3.11

lock: $(VENV)/test.stamp
	$(COMPILE) locks/setup.in -o locks/setup.lock
	$(COMPILE) pyproject.toml locks/core.in -o locks/core.lock
	$(COMPILE) -c locks/core.lock pyproject.toml locks/core.in locks/test.in -o locks/test.lock

licences: $(VENV)/test.stamp
	$(BIN)/python tools/list_licences.py THIRD_PARTY.md

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache demo demo.mingjian
