#!/usr/bin/env bash
# Compiled dependencies, kept between clones: compiling them is most of a cold build. `restore` copies them into
# a clone that has no target folder yet; `save` puts them aside when the lock file or the compiler has changed.
#
# Only third-party artifacts are kept. Our own crates are left out, because cargo judges them by file times and
# could take another clone's code for this one's. Nothing here is needed for a correct build: a cold one works.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly cache="${XDG_CACHE_HOME:-$HOME/.cache}/aurigraph/dependencies"

# Whoever names a target folder keeps it himself.
[ -z "${CARGO_TARGET_DIR:-}" ] || exit 0

key() { { cat Cargo.lock rust-toolchain.toml .cargo/config.toml; sed -n '/^\[profile/,/^$/p' Cargo.toml; rustc -vV; } | sha256sum; }

# Drops what was compiled from this repository, and executables: tests and build scripts of ours.
drop_our_own() {
  local release="$1/release" crate
  for crate in aurigraph xtask; do
    find "$release/.fingerprint" "$release/build" -mindepth 1 -maxdepth 1 -name "$crate*" -exec rm -rf {} +
  done
  find "$release/deps" -type f ! -name 'lib*.rlib' ! -name 'lib*.rmeta' ! -name '*.so' ! -name '*.d' -delete
  find "$release/deps" -type f \( -name 'libaurigraph*' -o -name 'libxtask*' \) -delete
  find "$release" -mindepth 1 -maxdepth 1 ! -name deps ! -name build ! -name .fingerprint -exec rm -rf {} +
}

restore() {
  [ ! -d target/release/deps ] && [ -d "$cache/release" ] || return 0
  say "copying compiled dependencies from $cache"
  mkdir -p target
  rm -rf target/release
  cp -a --reflink=auto "$cache/release" target/release.copying
  mv target/release.copying target/release
}

save() {
  local wanted staging
  wanted="$(key)"
  if [ -f "$cache/key" ] && [ "$(cat "$cache/key")" = "$wanted" ]; then
    return 0
  fi
  say "keeping compiled dependencies in $cache for the next clone"
  staging="$(mktemp -d "$cache.XXXXXX")"
  cp -a --reflink=auto target/release "$staging/release"
  drop_our_own "$staging"
  printf '%s\n' "$wanted" >"$staging/key"
  rm -rf "$cache"
  mv "$staging" "$cache"
}

# Two clones may do this at once.
mkdir -p "$(dirname "$cache")"
exec 9>"$cache.lock"
flock 9
case "${1:-}" in
  restore) restore ;;
  save) save ;;
  *) fail "usage: build-cache.sh restore|save" ;;
esac
