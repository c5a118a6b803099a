#!/bin/sh
# Runs every linter and fails if any of them does.
set -u
cd "$(dirname "$0")/.."
failed=0

step() {
  echo "== $1"
  shift
  "$@" || failed=1
}

golangci() {
  # Built only when tools/go.mod changed: go build looks itself.
  (cd tools && go build -o ../bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint) && ./bin/golangci-lint run
}

[ -x bin/golangci-lint ] || echo "Building golangci-lint (once; some minutes) …"
step golangci-lint golangci
for folder in site conformance conformance/generate; do
  sh scripts/packages.sh "$folder" || exit 1
done
step "site: eslint" npm --prefix site run --silent lint
step "site: tsc" npm --prefix site run --silent typecheck
step "site: prettier" npm --prefix site run --silent format:check
step "conformance: tsc, eslint, prettier" npm --prefix conformance run --silent check
exit $failed
