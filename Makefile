# Everything sets itself up: a machine needs Python 3.11 or newer, and make.
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := demo

.PHONY: help
help: ## Show this help
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-16s %s\n", $$1, $$2}'

.PHONY: install
install: $(READY) ## Install oagen and what its tests need into .venv

# The lock file decides the versions; where its hosts are out of reach, pip's own configuration decides where from.
$(READY): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade uv
	VIRTUAL_ENV=$(abspath $(VENV)) UV_PROJECT_ENVIRONMENT=$(abspath $(VENV)) $(BIN)/uv sync --frozen --inexact --compile-bytecode --quiet \
		|| { $(BIN)/uv export --frozen --no-hashes --no-emit-project --quiet -o $(VENV)/requirements.txt \
			&& $(BIN)/python -m pip install --quiet -r $(VENV)/requirements.txt -e . ; }
	@# compiles oagen and its templates, and shows that the installation works
	@PYTHONDONTWRITEBYTECODE= $(BIN)/oagen build specs/simple_task_api.yaml -o $(VENV)/first --dry-run > $(VENV)/first.log || { cat $(VENV)/first.log; exit 1; }
	@touch $@

.PHONY: demo
demo: $(READY) ## Build the task list service into ./demo and prove that it keeps its contract
	$(BIN)/oagen build specs/simple_task_api.yaml -o $(DEMO) --prove

.PHONY: test
test: $(READY) ## Run the tests
	$(BIN)/python -m pytest

.PHONY: contract-tests
contract-tests: $(READY) ## Build, drive and prove a service for every contract in specs/, on SQLite and PostgreSQL
	$(BIN)/python -m pytest contract_tests

.PHONY: fault-tests
fault-tests: $(READY) ## Kill, cut off and overload a generated service, on PostgreSQL
	$(BIN)/python -m pytest fault_tests

.PHONY: check
check: $(READY) ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: constraints
constraints: $(READY) ## Pin in generated projects what uv.lock says
	$(BIN)/uv export --quiet --frozen --only-group generated --no-annotate --no-header \
		> templates/project_config/constraints/constraints.txt

.PHONY: corpus
corpus: $(READY) ## Build and prove every document of a folder or a manifest.json: make corpus CORPUS=...
	@test -n "$(CORPUS)" || { echo 'usage: make corpus CORPUS=folder-or-manifest.json [OPTIONS="--take 10"]'; exit 2; }
	$(BIN)/python -m benchmarks.corpus $(CORPUS) $(OPTIONS)

.PHONY: production-check
production-check: $(READY) ## Build projects and judge them by twenty points, with every tool that this machine has
	$(BIN)/uv export --frozen --no-hashes --no-emit-project --quiet --group generated --group production \
		-o $(VENV)/production.txt
	$(BIN)/python -m pip install --quiet -r $(VENV)/production.txt
	$(BIN)/python -m production_check $(DOCUMENTS)

.PHONY: containers-check
containers-check: $(READY) ## Where Docker runs: build the image in time, start the whole stack until it is healthy, test in it
	$(BIN)/python -m production_check.containers $(DOCUMENT)

.PHONY: bench
bench: $(READY) ## Measure throughput, builds and start-up beside other ways to do it
	$(BIN)/python -m benchmarks

.PHONY: clean
clean: ## Remove the environment, the demo and all caches
	rm -rf $(VENV) $(DEMO) .mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
