#!/usr/bin/env bash
# Compiled dependencies, kept between clones: compiling them is most of a cold build. `restore` copies them into
# a clone that has no target folder yet; `save` puts them aside when the lock file or the compiler has changed.
#
# Only third-party artifacts are kept. Our own crates are left out, because cargo judges them by file times and
# could take another clone's code for this one's. Nothing here is needed for a correct build: a cold one works. So a
# cache that cannot be written (a full disk) is said and left, and is no failure.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly cache="${XDG_CACHE_HOME:-$HOME/.cache}/aurigraph/dependencies"

# Whoever names a target folder keeps it himself.
[ -z "${CARGO_TARGET_DIR:-}" ] || exit 0

key() { { cat Cargo.lock rust-toolchain.toml .cargo/config.toml; sed -n '/^\[profile/,/^$/p' Cargo.toml; rustc -vV; } | sha256sum; }

# kept FOLDER: what is kept of that release folder, one path a line. Neither executables nor anything of this repository.
kept() {
  cd "$1"
  find .fingerprint build -mindepth 1 -maxdepth 1 ! -name 'aurigraph*' ! -name 'xtask*'
  find deps -type f \( -name 'lib*.rlib' -o -name 'lib*.rmeta' -o -name '*.so' -o -name '*.d' \) \
    ! -name 'libaurigraph*' ! -name 'libxtask*'
}

restore() {
  [ ! -d target/release/deps ] && [ -d "$cache/release" ] || return 0
  say "copying compiled dependencies from $cache"
  mkdir -p target
  rm -rf target/release target/release.copying
  if ! cp -a --reflink=auto "$cache/release" target/release.copying; then
    rm -rf target/release.copying
    say "they could not be copied, and are compiled instead"
    return 0
  fi
  mv target/release.copying target/release
}

save() {
  local wanted staging
  wanted="$(key)"
  if [ -f "$cache/key" ] && [ "$(cat "$cache/key")" = "$wanted" ]; then
    return 0
  fi
  say "keeping compiled dependencies in $cache for the next clone"
  # What a run left that was stopped here.
  find "$(dirname "$cache")" -mindepth 1 -maxdepth 1 -name 'dependencies.??????' -exec rm -rf {} +
  staging="$(mktemp -d "$cache.XXXXXX")"
  mkdir "$staging/release"
  if ! (kept target/release | tar --create --directory=target/release --files-from=- | tar --extract --directory="$staging/release" 2>/dev/null); then
    rm -rf "$staging"
    say "the compiled dependencies are not kept: there is no room for them, or they cannot be read; the next clone compiles them again"
    return 0
  fi
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
