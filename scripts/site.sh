#!/bin/sh
# Builds the site, unless it was built from exactly these sources.
set -eu
cd "$(dirname "$0")/.."
sh scripts/packages.sh site
cd site

# The names and contents of everything that goes into a build, as one hash.
sources() {
  find docs src static scripts package-lock.json ./*.ts tsconfig.json -type f ! -path 'static/pyodide/*' | LC_ALL=C sort
}
wanted=$({
  echo "url ${LYCEUM_SITE_URL:-}"
  sources
  sources | tr '\n' '\0' | xargs -0 cat
} | git hash-object --stdin)

stamp=build/.sources
if [ -f build/index.html ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
  exit 0
fi
echo "Building the site (about half a minute) …"
npm run build
echo "$wanted" >"$stamp"
