# Everything one does with a checkout. `make` alone lists it.
# Needs python3 (3.11 or later) with venv; where Node.js is missing it comes in a wheel.

PYTHON3 ?= python3
VENV := .venv
BIN := $(VENV)/bin
PO := $(wildcard huiyin/locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
# A test that stands still says where; it is ended after ten minutes and tried once more, by name.
ONCE_MORE := --override-ini faulthandler_timeout=240 --timeout 600 --reruns 1 --only-rerun 'from pytest-timeout'
# What `make check` does side by side: the types last as long as all others and the first tests. One
# that fails is named by its target, and nothing else is begun.
CHECKS := $(addprefix check-,types style format layers templates words docs locks wheel)
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check fix docs bench bench-10m verify lock wheel $(CHECKS) check-tests

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | grep -v 'make help' | expand -t 18

demo: .make/base .make/vendor $(MO) ## set up and start an invented city; Ctrl-C stops it
	@$(BIN)/huiyin demo

test: .make/dev .make/vendor $(MO) ## set up and run the whole suite
	@$(BIN)/pytest --numprocesses auto --maxprocesses 8 --dist loadfile $(ONCE_MORE)

check: .make/dev .make/vendor $(MO) ## style, types, layers, words, generated docs, the wheel, then test
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target $(CHECKS) check-tests

$(CHECKS): .make/dev .make/vendor $(MO)

check-tests:
	@$(MAKE) --no-print-directory --output-sync=none test
check-format:
	@$(BIN)/ruff format --check --quiet
check-style:
	@$(BIN)/ruff check --quiet
check-types:
	@$(BIN)/mypy
check-layers:
	@$(BIN)/lint-imports --no-cache
check-templates:
	@$(BIN)/djlint huiyin --lint --quiet
check-words:
	@$(BIN)/python scripts/messages.py --check
check-docs:
	@$(BIN)/python scripts/docs.py --check
check-locks:
	@$(BIN)/python scripts/locks.py --check
check-wheel:
	@$(BIN)/python scripts/wheel.py --check

fix: .make/dev ## put style, words and generated docs in order
	@$(BIN)/ruff format --quiet
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/python scripts/messages.py
	@$(BIN)/python scripts/docs.py

docs: .make/dev ## draw the generated pages of docs/ again
	@$(BIN)/python scripts/docs.py

bench: .make/base .make/vendor $(MO) ## speed at 10,000 and 1,000,000 petitions, beside a bare view, SQL and peers
	@$(BIN)/python -m benchmarks $(if $(ROWS),--rows $(ROWS)) $(if $(ONLY),--only $(ONLY))

bench-10m: .make/base .make/vendor $(MO) ## lists, pages, figures and the sweep at 10,000,000; tells the disk it needs first
	@$(BIN)/python -m benchmarks --rows 10000 10000000 --only lists petition figures sweep --no-peer

verify: .make/dev .make/vendor $(MO) ## every campaign of docs/verification.md at full size; ONLY=C5
	@$(BIN)/python -m verify --only "$(ONLY)" $(if $(SEED),--seed $(SEED))

lock: .make/dev ## choose new versions within pyproject.toml and write the lock files
	@$(BIN)/python scripts/locks.py --upgrade

wheel: .make/dev .make/vendor $(MO) ## build dist/*.whl, complete with what it serves
	@$(BIN)/python scripts/wheel.py

# -- set-up, each step once ------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 以上：make PYTHON3=python3.12 … Python 3.11 or later is needed."; exit 1; }
	@echo "准备环境，仅首次需要…… Setting up, only this once …"
	@$(PYTHON3) -m venv $(VENV)

.make/base: requirements.txt requirements-build.txt pyproject.toml | $(BIN)/python
	@$(PIP) -r requirements.txt -r requirements-build.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@mkdir -p .make && touch $@

.make/dev: requirements-dev.txt .make/base
	@$(PIP) -r requirements-dev.txt
	@touch $@

.make/vendor: package-lock.json requirements-node.txt scripts/vendor.py huiyin/commands/vendored.json | .make/base
	@$(BIN)/python scripts/vendor.py
	@touch $@

%.mo: %.po scripts/messages.py | .make/base
	@$(BIN)/python scripts/messages.py --compile
