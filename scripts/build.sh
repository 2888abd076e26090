#!/usr/bin/env bash
# The portal into web/dist, then the executable that carries it into bin/aurigraph. Each only when something
# that it is made of has changed.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Outside web/dist, because everything in there becomes part of the executable.
readonly web_stamp="node_modules/.aurigraph-web-built"

web_is_current() {
  [ -f "$web_stamp" ] && [ -f web/dist/index.html ] || return 1
  # Folders count too: deleting a file changes only its folder.
  [ -z "$(find web packages package.json package-lock.json tsconfig.json \
    \( -name node_modules -o -path web/dist \) -prune -o -newer "$web_stamp" -print -quit)" ]
}

build_web() {
  web_is_current && return
  say "building the portal into web/dist"
  npm run --silent build
  touch "$web_stamp"
}

build_executable() {
  say "building the executable (release profile)"
  cargo build --release --locked --package aurigraph
  mkdir -p bin
  # Replaced in one step, so that a node that runs from bin/aurigraph keeps the file that it has open.
  if ! cmp -s "$cargo_target_folder/release/aurigraph" bin/aurigraph; then
    cp "$cargo_target_folder/release/aurigraph" bin/aurigraph.new
    mv bin/aurigraph.new bin/aurigraph
  fi
}

bash scripts/build-cache.sh restore
build_web
build_executable
say "bin/aurigraph is ready"
