# Everything a developer types. `make` alone lists it.

.DEFAULT_GOAL := help
.PHONY: help build run check test lint bench generate clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

build: ## bin/lyceum, with the site inside
	@sh scripts/build.sh

run: build ## build what changed and serve it at http://localhost:3000 (ARGS="--port 4000" and the like)
	@./bin/lyceum serve $(ARGS)

check: ## the fast loop: vet, Go tests, types and unit tests of the site
	@sh scripts/check-tools.sh
	@CGO_ENABLED=0 go run ./internal/testrun check

test: ## everything, with its own set-up
	@sh scripts/check-tools.sh
	@CGO_ENABLED=0 go run ./internal/testrun all

lint: ## golangci-lint, eslint, tsc, prettier
	@sh scripts/check-tools.sh
	@sh scripts/lint.sh

bench: build ## benchmarks against the reference, side by side; writes bench/RESULTS.md
	@sh scripts/packages.sh conformance
	@go run ./bench

generate: ## what is written from the code: docs/settings.md
	@go test ./internal/config -run TestReferencePage -update

clean: ## remove what was built; data/ stays
	rm -rf bin site/.docusaurus
	cd site && find build -mindepth 1 ! -name .keep -delete
