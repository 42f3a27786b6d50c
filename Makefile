# `make help` lists what there is to say. `make demo` and `make test` are the two to know.

PYTHON ?= $(shell scripts/find-python)
PORT ?= 8000
BIN := .venv/bin
PY := $(BIN)/python
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --custom-compile-command "make lock" --quiet $(if $(UPGRADE),--upgrade)

# Stamps: redone only when a lock, or what is copied, has changed.
VENV := .venv/.ready
VENDOR := node_modules/.ready

export PORT
# Python keeps what it has compiled, whatever the surroundings say: the product and its tests are dozens of processes, and
# each would else read every module anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help venv demo test checks lint types contracts migrations-check bench screenshots import-example shell lock clean
.DELETE_ON_ERROR:

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(VENV) $(VENDOR) ## install everything from the locks into .venv, node_modules and static/vendor

$(VENV): requirements/test.txt requirements/uv.txt
	@scripts/check-tools "$(PYTHON)"
	@echo "Installing Python packages ..."
	@$(PY) -c "" 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip sync --quiet --python $(PY) --require-hashes requirements/uv.txt requirements/test.txt
	@touch $@

$(VENDOR): package-lock.json scripts/copy-vendor.mjs scripts/plotly-rules.mjs
	@scripts/check-tools "$(PYTHON)"
	@echo "Installing front-end packages ..."
	@npm ci --silent
	@npm run --silent build
	@touch $@

demo: venv ## run the whole product with demo data on http://127.0.0.1:8000 (PORT= to change); Ctrl-C stops it
	@$(PY) -m devstack demo

test: ## every check and every test, browser tests included
	@$(MAKE) --no-print-directory --jobs=2 checks
	@CHROMIUM="$$(scripts/ensure-chromium $(PY))" && export CHROMIUM && $(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

checks: lint types contracts migrations-check ## every check, without the tests

lint: venv ## style and format of the Python code
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: venv ## static types
	@$(BIN)/mypy

contracts: venv ## which app and which module may import which
	@$(BIN)/lint-imports

# Asks no database: the check compares models with migration files.
migrations-check: venv ## every model change has its migration
	@DATABASE_URL=postgresql://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 SECRET_KEY=only-for-this-check \
		$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

bench: venv ## every benchmark, as ratios
	@for file in bench/*.py; do echo "== $$file"; $(PY) $$file || exit 1; done

screenshots: venv ## pictures of every page, wide and narrow, into docs/screenshots
	@CHROMIUM="$$(scripts/ensure-chromium $(PY))" && export CHROMIUM && $(PY) -m tests.browser.screenshots

import-example: venv ## load real A&E figures as a collaborative of their own (FILE=path/to/ae_attendances.csv)
	@$(if $(FILE),,$(error Say which file: make import-example FILE=path/to/ae_attendances.csv))
	@$(PY) -m devstack manage -- import_example "$(FILE)"

shell: venv ## a Django shell on the demo's data
	@$(PY) -m devstack manage -- shell

lock: $(VENV) ## compile the locks again (UPGRADE=1 takes newer versions)
	@$(LOCK) pyproject.toml --output-file requirements/run.txt
	@$(LOCK) pyproject.toml --extra embedded --extra test --constraint requirements/run.txt --output-file requirements/test.txt
	@echo uv | $(LOCK) - --output-file requirements/uv.txt
	@npm install --package-lock-only --silent

clean: ## remove everything that was made, the demo's data included
	@rm -rf .venv .local node_modules static/vendor staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
