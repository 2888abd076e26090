# shellcheck shell=bash
# Sourced by the other scripts: where things are, how to speak, how to install a Debian package.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"

# Programs that npm installed (the pinned node among them) come before the machine's own.
export PATH="$root/node_modules/.bin:$PATH"

# Where cargo builds: its own default, ./target, unless the caller says otherwise. A folder shared by several
# clones would be wrong: cargo judges files by their times, so it can take one clone's code for another's.
# shellcheck disable=SC2034 # read by the scripts that source this
cargo_target_folder="${CARGO_TARGET_DIR:-$root/target}"

say() { printf '==> %s\n' "$*"; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# as_root COMMAND...: runs it as root, or says what to run.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif has sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    sudo "$@"
  else
    fail "this needs root. Run it yourself, then repeat: sudo $*"
  fi
}

# apt_install REASON PACKAGE...: Debian and Ubuntu only; elsewhere it says what is missing.
apt_install() {
  local reason="$1"
  shift
  has apt-get || fail "$* is needed for $reason, and there is no apt-get here to install it with"
  say "installing $* with apt: $reason"
  as_root apt-get -o DPkg::Lock::Timeout=300 -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq -y install --no-install-recommends "$@"
}

# find_chromium: prints the browser for the tests; fails if there is none. Ubuntu has Chromium as a snap only.
find_chromium() {
  local candidate
  for candidate in "${AURIGRAPH_CHROMIUM:-}" /usr/bin/chromium /snap/bin/chromium /usr/bin/google-chrome; do
    if [ -n "$candidate" ] && [ -x "$candidate" ]; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}
