# Two commands do everything on a fresh machine: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
JOBS ?= 2
AXE := axe-core@4.14.1

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test lint install browser-tools clean

demo: $(INSTALLED)
	$(BIN)/activescreen demo

test: lint
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

install: $(INSTALLED)

# For the tests that look for barriers in pages; without it they are skipped.
browser-tools: .tools/$(AXE)

.tools/$(AXE):
	npm install --prefix .tools --no-save --no-audit --no-fund --loglevel error $(AXE)
	@touch $@

# PyTorch comes first: what needs it would otherwise pull a larger build.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("activescreen needs Python 3.11 or later: make PYTHON=python3.12 ...")'
	@echo "Installing into $(VENV); this takes a few minutes the first time."
	@begun=$$(date +%s) && \
	$(PYTHON) -m venv $(VENV) && \
	$(BIN)/python -m pip install -q -c constraints.txt torch && \
	$(BIN)/python -m pip install -q -c constraints.txt -e ".[dev,offline-model]" && \
	echo "Seconds: install $$(( $$(date +%s) - begun ))."
	@touch $@

clean:
	rm -rf $(VENV) .tools activescreen-workspace build dist
