#!/bin/sh
# Installs the npm packages of a folder, unless those of its lock file are there already.
set -eu
cd "$1"
stamp=node_modules/.installed-lock.json
if cmp -s package-lock.json "$stamp"; then
  exit 0
fi
echo "Installing the packages of $1 (once; some minutes) …"
npm ci --no-audit --no-fund
cp package-lock.json "$stamp"
