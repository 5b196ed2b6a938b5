# Two commands are enough: `make app` opens the page, `make test` runs the tests. Each sets itself up.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.stamp
FILE   ?= data/statements/letter.txt

.DEFAULT_GOAL := help
.PHONY: help app match test lint check fix bench notebooks clean

help:  ## say what there is
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "matcher needs Python 3.11 or newer; give one with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv module is missing; on Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

app: $(STAMP)  ## open the page in the browser
	@$(BIN)/matcher app $(if $(PORT),--port $(PORT))

match: $(STAMP)  ## rank the sample labs for one document: make match FILE=my-statement.md
	@$(BIN)/matcher match $(FILE)

test: $(STAMP)  ## run the tests
	@$(BIN)/python -m pytest

lint: $(STAMP)  ## format, lint, types, import rows
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint  ## the same and the tests: what every commit passes
	@$(BIN)/python -m pytest -q

fix: $(STAMP)  ## format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

notebooks: $(STAMP)  ## run the notebooks, to open with Jupyter: notebooks/*.ipynb
	@$(BIN)/jupytext --quiet --to ipynb notebooks/*.py
	@$(BIN)/jupyter execute --inplace notebooks/*.ipynb

bench: $(STAMP)  ## time matcher and its peers from CSV to CSV; an hour
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,bench]'
	@$(BIN)/python bench/speed.py

clean:  ## remove what was built
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist notebooks/*.ipynb src/matcher/kernels/__pycache__
	find models -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
