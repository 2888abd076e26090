#!/usr/bin/env bash
# Installs what the build (`setup.sh build`) or the tests (`setup.sh test`) need and this machine lacks, saying
# what and why. Quick and silent when nothing is missing. `cargo xtask doctor` only looks.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly purpose="${1:-build}"

need_rust() {
  local channel
  channel="$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)"
  if ! has cargo; then
    fail "Rust $channel is needed. Install it as https://rustup.rs says, or: apt-get install rustup && rustup toolchain install $channel"
  fi
  # With rustup, rust-toolchain.toml names the version; it may be one that is not here yet.
  if ! rustc --version >/dev/null 2>&1; then
    has rustup || fail "rustc does not start; reinstall Rust $channel"
    say "installing Rust $channel with rustup: the version that rust-toolchain.toml pins"
    rustup toolchain install "$channel" --profile minimal --component rustfmt --component clippy
  fi
}

need_rust_lints() {
  if has cargo-clippy && has rustfmt && cargo clippy --version >/dev/null 2>&1 && rustfmt --version >/dev/null 2>&1; then
    return
  fi
  if has rustup; then
    say "installing clippy and rustfmt with rustup: the checks run them"
    rustup component add clippy rustfmt
  else
    fail "clippy and rustfmt are needed for the checks; install them the way Rust was installed"
  fi
}

need_c_compiler() {
  if ! has gcc || ! echo '#include <stdlib.h>' | gcc -E - >/dev/null 2>&1; then
    apt_install "linking, and the C parts of the cryptography" gcc libc6-dev
  fi
}

need_node() {
  if ! has node || ! has npm; then
    apt_install "the portal is built with Node" nodejs npm
  fi
  local major
  major="$(node --version | sed 's/^v\([0-9]*\).*/\1/')"
  [ "$major" -ge 20 ] || fail "Node 20 or later is needed, $(node --version) is here; see https://nodejs.org"
}

# The web packages, exactly as package-lock.json has them. The stamp holds what was installed from.
need_node_modules() {
  local stamp="node_modules/.aurigraph-installed-from" wanted
  wanted="$(git ls-files -z package-lock.json package.json '*/package.json' | xargs -0 cat | sha256sum)"
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    return
  fi
  say "installing the web packages with npm ci: package-lock.json is new or has changed"
  npm ci --no-audit --no-fund --loglevel=error
  printf '%s\n' "$wanted" >"$stamp"
}

need_chromium() {
  find_chromium >/dev/null && return
  if grep -qs '^ID=ubuntu' /etc/os-release; then
    has snap || fail "the browser tests need Chromium, which Ubuntu has as a snap only; install one and say where with AURIGRAPH_CHROMIUM"
    say "installing chromium with snap: the browser tests drive it"
    as_root snap install chromium
  else
    apt_install "the browser tests drive it" chromium
  fi
  find_chromium >/dev/null || fail "chromium was installed, but is not where it was expected; say where with AURIGRAPH_CHROMIUM"
}

need_python() {
  has python3 || apt_install "the tests of benches/peers, the comparison with other ledgers and databases" python3
}

# Its programs lie in a folder of their version, and only some of them in the path.
need_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || has initdb && return
  apt_install "the portal's tests run on it as well as on SQLite, each in a folder of their own" postgresql
}

# For Debian's own Python: another one that comes first in the path does not see it.
need_mail_server() {
  /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null && return
  apt_install "the portal's tests send their mails to a server of their own" python3 python3-aiosmtpd
}

need_c_compiler
need_rust
need_node
need_node_modules
if [ "$purpose" = test ]; then
  need_rust_lints
  need_python
  need_chromium
  need_postgres
  need_mail_server
fi
