# The doors of this repository; scripts/ does the work. `make help` lists them.

.DEFAULT_GOAL := help
DOUGH_SOAK ?= 100000
.PHONY: help demo test check test-rust test-python test-swift test-kotlin test-browser \
	check-phones bench pictures setup soak mutants

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Show a bakery's days, then serve it until Ctrl-C; ARGS=--once ends after the story
	@scripts/requirements.sh run
	@cargo run --locked --package dough -- demo $(ARGS)

test: ## The whole gate: format, lints, tests, bindings, the story, documents, licences
	@scripts/gate.sh

check: ## The quick loop: format, lints, documentation
	@scripts/requirements.sh gate
	@scripts/check.sh

test-rust: ## Every Rust test
	@scripts/requirements.sh gate
	@cargo test --locked --workspace --no-fail-fast

test-python: ## The Python bindings: built, generated, tested
	@scripts/requirements.sh gate
	@bindings/python/test.sh

test-swift: ## The Swift package: bindings, view models, scenarios, views
	@scripts/requirements.sh gate
	@ios/test.sh

test-kotlin: ## The Kotlin modules: bindings, state holders, scenarios, screens
	@scripts/requirements.sh gate
	@android/test.sh

test-browser: ## The pages, in headless Chromium
	@scripts/requirements.sh gate
	@tests/browser/test.sh

check-phones: ## Type-check the library for both kinds of phones, without their kits
	@scripts/phone-targets.sh

bench: ## Measure shop and phone beside the machine's limit; ARGS="--seconds 5"
	@scripts/requirements.sh gate
	@scripts/bench.sh $(ARGS)

pictures: ## Make the screenshots of docs/screenshots.md anew
	@scripts/requirements.sh gate
	@scripts/pictures.sh

setup: ## Install what is missing (Debian: apt; a Mac: brew)
	@scripts/requirements.sh gate --install

soak: ## The random tests at length, a day of it; DOUGH_SOAK=N says how much
	@scripts/requirements.sh gate
	@DOUGH_SOAK=$(DOUGH_SOAK) PROPTEST_CASES=$(DOUGH_SOAK) \
		cargo test --locked --release --workspace --no-fail-fast

mutants: ## Break the rules of money, a place at a time: a test must fail; ARGS="--re refund"
	@scripts/requirements.sh mutants --install
	@scripts/mutants.sh $(ARGS)
