#!/usr/bin/env bash
# Builds the version of this software that runs in one network with this one, and prints where its executable is: validators are updated one at a
# time, so both must understand each other. Until there are releases this is the commit since which the format of messages between nodes has not changed.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Epochs came with it into the channels between validators.
readonly commit=d8ba8b77f3
readonly folder="$cargo_target_folder/other-version"

if [ ! -x "$folder/aurigraph-$commit" ]; then
  git cat-file -e "$commit^{commit}" 2>/dev/null || fail "commit $commit is not here: a shallow clone has no other version (git fetch --unshallow)"
  mkdir -p "$folder"
  rm -rf "$folder/source"
  git worktree prune
  git worktree add --detach --force "$folder/source" "$commit" >&2
  mkdir -p "$folder/source/web/dist"
  cp -r web/dist/. "$folder/source/web/dist/"
  # The libraries of both versions are the same: only the project's own code is built again.
  cargo build --release --locked --package aurigraph --manifest-path "$folder/source/Cargo.toml" --target-dir "$cargo_target_folder" >&2
  mv "$cargo_target_folder/release/aurigraph" "$folder/aurigraph-$commit"
  git worktree remove --force "$folder/source" >&2
fi
printf '%s\n' "$folder/aurigraph-$commit"
