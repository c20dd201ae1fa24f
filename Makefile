# Everything a person does here, and CI too. `make help` lists it. Works with make 3.81.

SUPPORTED = 3.11 to 3.14
# The first Python that is new enough and can make an environment with pip in it.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
	>/dev/null 2>&1 && { echo "$$p"; break; }; done)

VENV = .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready
ENGINE = .cache/dynamodb-local
CHECKER = .cache/nu-checker
LIGHTHOUSE = .cache/lighthouse
CODE = app.py chalicelib candor catalogues devstack infra bench tests

# With DYNAMODB=local, what touches the table is tested on AWS's own local engine.
ifeq ($(DYNAMODB),local)
TESTED ?= tests/integration/storage tests/scenarios
TEST_NEEDS = $(ENGINE)/.ready
else
TESTED ?= tests
endif

.DEFAULT_GOAL = help
.PHONY: help setup run test coverage lint format words openapi lock bench bench-page bench-cost bench-notify lighthouse checker screenshot dynamodb clean

help: ## List what there is
	@echo "make run PORT=8000 PAGE=examples/demo.yaml SPEED=1 PAST=90d"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | \
		while IFS='|' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

setup: $(READY) ## Make the environment that everything below runs in
$(READY): requirements-dev.lock requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { \
		echo "Candor needs Python $(SUPPORTED) with venv. Install it with one of:"; \
		echo "  apt-get install python3 python3-venv      (Debian, Ubuntu)"; \
		echo "  dnf install python3.12                    (Fedora)"; \
		echo "  brew install python@3.13                  (macOS)"; \
		echo "and, if it has another name, say so: make setup PYTHON=python3.12"; exit 1; } >&2
	@echo "Setting up $(VENV) with $(PYTHON); this takes about a minute, once."
	@rm -rf $(VENV)
	@"$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

run: $(READY) ## Run the whole system here, in the foreground; needs no AWS account
	@exec $(BIN)/python -m devstack

test: $(READY) $(TEST_NEEDS) ## Run the tests; DYNAMODB=local for the table's on DynamoDB Local
	@$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(TESTED)

coverage: $(READY) ## Run the tests and show which lines none of them reached
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest $(TESTED)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

lint: $(READY) ## Check format, lint, types and the floors of the house
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## Format the code
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix-only --quiet $(CODE)

words: $(READY) ## Gather the phrases, compile the catalogues, say what waits for a translation
	@$(BIN)/python -m catalogues

openapi: $(READY) ## Write docs/openapi.json, the copy of what /openapi.json answers
	@$(BIN)/python -m chalicelib.web.openapi > docs/openapi.json

lock: $(READY) ## Choose the newest versions again, and lock them with their hashes
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-header --quiet --output-file requirements-dev.lock

bench: $(READY) ## Measure the cold start and a warm view, beside a bare Chalice app
	@$(BIN)/python -m bench

bench-page: $(READY) $(ENGINE)/.ready ## Measure views: bytes, CPU beside a bare app, read units; takes minutes
	@$(BIN)/python -m bench.page

bench-cost: $(READY) $(ENGINE)/.ready ## Measure what checks write, and count a month's bill; takes minutes
	@$(BIN)/python -m bench.cost

bench-notify: $(READY) $(ENGINE)/.ready ## Tell ten thousand webhooks, and count what that asks of AWS; takes minutes
	@$(BIN)/python -m bench.notify

lighthouse: $(READY) $(LIGHTHOUSE)/.ready ## Let Lighthouse look at the page, as a phone and as a desktop
	@$(BIN)/python -m bench.lighthouse

screenshot: $(READY) ## Take the README's pictures again, of the running stack in Chromium
	@$(BIN)/python -m devstack.portrait

dynamodb: $(ENGINE)/.ready ## Run DynamoDB Local on port 8010, kept in .state; for DYNAMODB_ENDPOINT
	@mkdir -p .state/dynamodb
	@exec java -Djava.library.path=$(ENGINE) -cp "$(ENGINE)/*" \
		com.amazonaws.services.dynamodbv2.local.main.ServerRunner \
		-dbPath .state/dynamodb -sharedDb -disableTelemetry -port 8010

$(ENGINE)/.ready: devstack/dynamodb-local/pom.xml
	@command -v java >/dev/null && command -v mvn >/dev/null || { \
		echo "DynamoDB Local needs Java 17 or later and Maven. Install them with one of:"; \
		echo "  apt-get install openjdk-17-jre-headless maven     (Debian, Ubuntu)"; \
		echo "  brew install openjdk@17 maven                     (macOS)"; exit 1; } >&2
	@echo "Fetching DynamoDB Local; this takes a moment, once."
	@mvn -q -B -f devstack/dynamodb-local/pom.xml dependency:copy-dependencies \
		-DoutputDirectory="$(CURDIR)/$(ENGINE)"
	@touch $@

checker: $(CHECKER)/.ready ## Fetch the Nu HTML checker, which one of the browser tests runs
$(CHECKER)/.ready: tests/browser/pom.xml
	@command -v java >/dev/null && command -v mvn >/dev/null || { \
		echo "The Nu HTML checker needs Java 17 or later and Maven. Install them with one of:"; \
		echo "  apt-get install openjdk-17-jre-headless maven     (Debian, Ubuntu)"; \
		echo "  brew install openjdk@17 maven                     (macOS)"; exit 1; } >&2
	@echo "Fetching the Nu HTML checker; this takes a moment, once."
	@mvn -q -B -f tests/browser/pom.xml dependency:copy-dependencies \
		-DoutputDirectory="$(CURDIR)/$(CHECKER)"
	@touch $@

$(LIGHTHOUSE)/.ready: bench/lighthouse/package.json bench/lighthouse/package-lock.json
	@command -v npm >/dev/null || { \
		echo "Lighthouse needs Node.js 18.16 or later with npm. Install them with one of:"; \
		echo "  apt-get install nodejs npm     (Debian, Ubuntu)"; \
		echo "  brew install node              (macOS)"; exit 1; } >&2
	@echo "Fetching Lighthouse; this takes a moment, once."
	@mkdir -p $(LIGHTHOUSE)
	@cp bench/lighthouse/package.json bench/lighthouse/package-lock.json bench/lighthouse/.npmrc $(LIGHTHOUSE)
	@cd $(LIGHTHOUSE) && npm ci --silent
	@touch $@

clean: ## Remove what was made here: the environment, caches and the devstack's state
	@rm -rf $(VENV) .cache .state .coverage* build *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
