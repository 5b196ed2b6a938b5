# Two commands are enough: `make app` opens the page, `make test` runs the tests. Each installs what it needs, once.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
FILE   ?= data/statements/letter.txt

# Containers often forbid Python to keep compiled modules; then each of the hundreds of processes of the tests, and each
# start of the page, compiles all that it imports again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help app match vectors test fuzz lint check fix docs bench notebooks screenshots clean

help:  ## say what there is
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

# One mark for each set of packages that was installed; they add up, in any order.
# Only for the page are all modules compiled at once: a tool compiles the few that it imports, in a quarter of the time.
COMPILE = --no-compile
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check $(COMPILE)
$(VENV)/.app:   WHAT = the page
$(VENV)/.app:   EXTRAS = [semantic]
$(VENV)/.app:   COMPILE =
$(VENV)/.test:  WHAT = the tests
$(VENV)/.test:  EXTRAS = [test]
$(VENV)/.notebooks: WHAT = the notebooks
$(VENV)/.notebooks: EXTRAS = [notebooks]
$(VENV)/.lint:  WHAT = the checks of the source
$(VENV)/.lint:  EXTRAS = [lint]
$(VENV)/.docs:  WHAT = the documentation
$(VENV)/.docs:  EXTRAS = [docs]
$(VENV)/.bench: WHAT = the benchmarks
$(VENV)/.bench: EXTRAS = [bench]

$(VENV)/.%: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "matcher needs Python 3.11 or newer; give one with: make PYTHON=python3.12 ..."; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); } || \
	  { echo "Python's venv module is missing; on Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Installing the packages of $(WHAT) into $(VENV): once, about a minute ..."
	@# the pip that comes with Python 3.11 takes twice as long; where there is no newer one it does as well
	@$(INSTALL) 'pip>=26,<27' 2>/dev/null || true
	@$(INSTALL) -c constraints.txt -e '.$(EXTRAS)'
	@touch $@

app: $(VENV)/.app  ## open the page in the browser; make app PORT=8600 on another port
	@$(BIN)/matcher app $(if $(PORT),--port $(PORT))

match: $(VENV)/.app  ## rank the sample labs for one document: make match FILE=my-statement.md
	@$(BIN)/matcher match $(FILE)

vectors: $(VENV)/.app  ## encode the sample pool again after its texts changed
	@$(BIN)/python bench/sample_vectors.py

test: $(VENV)/.test  ## run the tests
	@$(BIN)/python -m pytest

fuzz: $(VENV)/.test  ## look longer for an input that breaks a rule of the tests
	@$(BIN)/python -m pytest -q -m 'fuzz or thorough' --hypothesis-profile fuzz
	@$(BIN)/python bench/fuzz_documents.py --n 5000 --office 60
	@$(BIN)/python bench/fuzz_tables.py --n 2000

lint: $(VENV)/.lint $(VENV)/.test  ## format, lint, types, import rows
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint test  ## both: what every commit passes

fix: $(VENV)/.lint  ## format, and correct what can be corrected by itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(VENV)/.docs  ## build the documentation: site/index.html
	@$(BIN)/sphinx-build -W --keep-going -q -b html -c docs . site
	@echo "Open site/index.html"

notebooks: $(VENV)/.notebooks  ## run the notebooks, to open with Jupyter: notebooks/*.ipynb
	@$(BIN)/jupytext --quiet --to ipynb notebooks/*.py
	@$(BIN)/jupyter execute --inplace notebooks/*.ipynb

bench: $(VENV)/.bench  ## time matcher and its peers from CSV to CSV; an hour
	@$(BIN)/python bench/speed.py

screenshots: $(VENV)/.test  ## pictures of the page for the documentation, from the real page
	@$(BIN)/python bench/screenshots.py

clean:  ## remove what was built
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist site notebooks/*.ipynb
	rm -rf src/matcher/kernels/__pycache__
	find models -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
