#!/usr/bin/env bash
# Builds FerretDB (Apache-2.0), which speaks MongoDB's protocol over SQLite: no MongoDB server comes with Debian.
# About four minutes on two cores, once for each version.
set -euo pipefail
cd "$(dirname "$0")"
module=github.com/FerretDB/FerretDB
version="$(sed -n "s|.*$module \(v[0-9.]*\).*|\1|p" go.mod | head -1)"
if [ -x ferretdb ] && ./ferretdb --version 2>/dev/null | grep -q "version: $version$"; then exit 0; fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp go.mod go.sum server.go "$work"
(
  cd "$work"
  export GOFLAGS=-mod=mod
  # Its version is a file that its own release script writes; without it the server refuses to start.
  cp -r "$(go mod download -json "$module@$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')" source
  chmod -R u+w source
  printf '%s\n' "$version" > source/build/version/version.txt
  for file in branch commit package; do printf 'unknown\n' > "source/build/version/$file.txt"; done
  go mod edit -replace "$module=./source"
  go build -o ferretdb "$module/cmd/ferretdb"
)
mv "$work/ferretdb" ferretdb
