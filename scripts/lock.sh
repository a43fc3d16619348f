#!/usr/bin/env bash
# Renew both lock files from pyproject.toml, with hashes, for every platform at once.
# The first line of each says how much a new installation fetches (Linux, one Python).
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
compile() {
  $python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header \
    --python-version 3.11 "$@"
}
compile ${UPGRADE:+--upgrade} pyproject.toml -o requirements.lock
compile ${UPGRADE:+--upgrade} --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
for lock in requirements.lock requirements-dev.lock; do
  folder=$(mktemp -d)
  $python -m pip download -q --no-deps --only-binary=:all: --require-hashes -d "$folder" -r $lock
  size=$(du -cm "$folder"/* | tail -1 | cut -f1)
  rm -r "$folder"
  sed -i "1i # kira-kira $size MB" $lock
done
