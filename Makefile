# Everything a person types. Each target sets up what it needs in .venv and nowhere else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check bench faults fmt lock clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## see it work: no Google account, about a minute (ARGS=--once ends by itself)
	@$(BIN)/python -m emulator.demo $(ARGS)

test: $(VENV)/.dev ## run all tests
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

check: $(VENV)/.dev ## format, lint, imports, types, terraform
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy
	@terraform/check.sh

bench: $(VENV)/.dev ## measure, beside what one would write instead: docs/bench.md, four minutes
	@$(BIN)/python -m bench $(ARGS)

faults: $(VENV)/.dev ## break everything, then count who is lost or doubled: docs/faults.md, five minutes
	@$(BIN)/python -m faults $(ARGS)

fmt: $(VENV)/.dev ## rewrite the code in the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(VENV)/.run ## pin the newest allowed versions into requirements*.txt
	@$(BIN)/python -m pip install --quiet uv
	@for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-emit-index-url \
	    --generate-hashes --custom-compile-command 'make lock' $$name.in -o $$name.txt || exit 1; \
	done

clean: ## remove what the other targets made
	rm -rf $(VENV) .data .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it with make PYTHON=...")'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements.txt
	@echo 'Installing the run-time requirements into $(VENV) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@echo 'Installing the development requirements into $(VENV) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
