#!/bin/sh
# Says in one sentence what is missing to build Lyceum. It must not need what it checks.
set -eu

fail() {
  echo "$1" >&2
  exit 1
}

command -v go >/dev/null 2>&1 || fail "Lyceum needs Go 1.26 or newer, and there is no go on the PATH: see https://go.dev/doc/install."
# From the root folder and without its download of other versions, go tells its own version.
version=$(cd / && GOTOOLCHAIN=local go env GOVERSION 2>/dev/null) || version=unknown
number=${version#go}
major=${number%%.*}
rest=${number#*.}
minor=${rest%%[!0-9]*}
case "$major$minor" in
'' | *[!0-9]*) ;; # a development version: let it try
*)
  if [ "$major" -lt 1 ] || { [ "$major" -eq 1 ] && [ "$minor" -lt 26 ]; }; then
    fail "Lyceum needs Go 1.26 or newer, and this is $version: see https://go.dev/doc/install."
  fi
  ;;
esac

command -v node >/dev/null 2>&1 || fail "Lyceum needs Node 20 or newer to build its site, and there is no node on the PATH: see https://nodejs.org."
version=$(node --version)
major=${version#v}
major=${major%%.*}
[ "$major" -ge 20 ] || fail "Lyceum needs Node 20 or newer to build its site, and this is $version: see https://nodejs.org."
command -v npm >/dev/null 2>&1 || fail "Lyceum needs npm, which comes with Node, to build its site, and there is none on the PATH."
