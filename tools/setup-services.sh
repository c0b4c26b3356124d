#!/usr/bin/env bash
# Installs what the tests use beyond `npm ci`: a browser, Python, tools to build Lambda's real runtime client, and the
# runtimes that the lab runs functions on. Debian packages need root; everything else goes below tools/runtimes.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
need() { command -v "$1" >/dev/null 2>&1 || packages+=("$2"); }
need chromium chromium
need python3 python3
need cmake cmake
need g++ g++
need make make
need xz xz-utils
need autoreconf autoconf
need automake automake
need libtoolize libtool
need ip iproute2
need unshare util-linux
need curl curl
need openssl openssl
need mariadbd mariadb-server
[ -d /usr/lib/postgresql ] || packages+=(postgresql)
python3 -c 'import ensurepip' >/dev/null 2>&1 || packages+=(python3-venv)
if [ "${#packages[@]}" -gt 0 ]; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

# aws-lambda-ric builds a native client from sources inside its package (about two minutes for both versions).
installed=tools/runtimes/node_modules/.installed
if ! cmp -s tools/runtimes/package-lock.json "$installed"; then
  npm ci --prefix tools/runtimes --no-audit --no-fund
  cp tools/runtimes/package-lock.json "$installed"
fi

# The server that plays queues and streams (moto), in an environment of its own.
python=tools/runtimes/.cache/python
if ! cmp -s tools/runtimes/requirements.txt "$python/.installed"; then
  python3 -m venv --clear "$python"
  "$python/bin/pip" install --quiet --disable-pip-version-check --requirement tools/runtimes/requirements.txt
  cp tools/runtimes/requirements.txt "$python/.installed"
fi

# A server that speaks MongoDB's protocol.
if command -v go >/dev/null 2>&1; then
  tools/runtimes/ferretdb/build.sh
else
  echo "FerretDB is not built: Go 1.22 or later is missing; tests of MongoDB will not run" >&2
fi

for client in aws-lambda-ric-3 aws-lambda-ric-4; do
  if [ ! -f "tools/runtimes/node_modules/$client/rapid-client.node" ] && [ ! -f "tools/runtimes/node_modules/$client/dist/rapid-client.node" ] \
    && ! find "tools/runtimes/node_modules/$client" -name rapid-client.node | grep -q .; then
    echo "$client has no native client: its install script did not run" >&2
    exit 1
  fi
done
echo "ready: $(chromium --version 2>/dev/null | head -1), $(python3 --version), aws-lambda-ric 3 and 4, Node $(tools/runtimes/node_modules/node-20/bin/node -v), $(tools/runtimes/node_modules/node-22/bin/node -v) and $(tools/runtimes/node_modules/node-24/bin/node -v)"
