#!/usr/bin/env bash
# Runs every form of a release in the hosts that docs/embedding.md names: `tests/hosts/run.sh RELEASE`. Each must give the answers of the release,
# byte for byte. A host that cannot be installed is an error.
set -euo pipefail
release=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
work=$here/../../target/hosts
mkdir -p "$work"
work=$(realpath "$work")

as_root=""; [ "$(id -u)" = 0 ] || as_root=sudo
missing=()
command -v node >/dev/null && command -v npm >/dev/null || missing+=(nodejs npm)
command -v chromium >/dev/null || missing+=(chromium)
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
if [ ${#missing[@]} -gt 0 ]; then
    $as_root apt-get update -qq
    $as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# Scripts beside what they import: nothing is installed in the source.
cp "$here"/*.js "$here"/*.mjs "$here"/*.json "$work"
npm ci --prefix "$work" --silent --no-audit --no-fund
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
# In bytes as small as they can be written, as wasm3 wants them.
"$work/node_modules/.bin/wasm-opt" "$release/relance-core.wasm" --all-features --output "$work/rewritten.wasm" 2>/dev/null

rm -rf "$work/jco"
node "$work/component.mjs" "$release" "$work/jco"
node "$work/core.mjs" "$release"
node "$work/page.mjs" "$release"
"$work/venv/bin/python" "$here/hosts.py" "$release" "$work/rewritten.wasm"
