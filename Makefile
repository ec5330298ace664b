# Two commands are enough: `make demo` and `make test`. Both need Python 3.11 or newer, make and a package index.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test lint types unit generate clean

demo: $(VENV)/installed
	$(BIN)/refmend demo

test: lint types unit

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/installed-dev
	$(BIN)/mypy

unit: $(VENV)/installed-dev $(VENV)/schemas
	$(BIN)/pytest

$(VENV)/pip:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "refmend needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	touch $@

$(VENV)/installed: $(VENV)/pip pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@

$(VENV)/schemas: $(VENV)/pip scripts/fetch_schemas.py
	$(BIN)/python scripts/fetch_schemas.py $@
	touch $@

generate: $(VENV)/installed-dev
	$(BIN)/refmend schema report > schema/report.schema.json
	$(BIN)/refmend schema config > schema/config.schema.json
	$(BIN)/python scripts/generate_docs.py
	$(BIN)/python scripts/make_picture.py

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache
