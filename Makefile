# `make` without a target lists what there is. Everything installs what it needs and says so.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

# The devnet of `make run`. ARGS adds options, for example: make run ARGS='--demo-load off'
DATA_DIR ?= devnet
HTTP ?= 127.0.0.1:9003
GRPC ?= 127.0.0.1:9004
ARGS ?=

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Build if needed and start the devnet; portal at http://localhost:9003
	@echo "==> data in $(DATA_DIR)/, portal at http://localhost:$(lastword $(subst :, ,$(HTTP))), stop with Ctrl-C"
	@exec bin/aurigraph dev --data-dir $(DATA_DIR) --http $(HTTP) --grpc $(GRPC) $(ARGS)

.PHONY: build
build: ## The portal and the release executable, into bin/aurigraph
	@bash scripts/setup.sh build
	@bash scripts/build.sh

.PHONY: test
test: ## Every test and check
	@bash scripts/setup.sh test
	@bash scripts/test.sh

.PHONY: test-long
test-long: ## Every test and check, the Rust tests five more times with new random cases, and those that take long
	@bash scripts/setup.sh test
	@bash scripts/test.sh long

.PHONY: test-keycloak
test-keycloak: ## A real Keycloak with a company directory: fetched, started, checked over HTTP, stopped
	@bash scripts/test-keycloak.sh

.PHONY: test-scim
test-scim: ## A public checker of SCIM against a portal: fetched from PyPI, run over HTTP
	@bash scripts/test-scim.sh

.PHONY: check
check: ## Formatting, lints, types, dependency rule, drift, links (cargo xtask check)
	@bash scripts/setup.sh test
	@bash scripts/build.sh
	@cargo xtask check

.PHONY: fmt
fmt: ## Format the Rust
	@cargo fmt --all

.PHONY: clean
clean: ## Remove what builds and tests made; the devnet's data stays
	rm -rf bin target web/dist node_modules test-results playwright-report e2e/test-results e2e/playwright-report
