#!/usr/bin/env bash
# Runs the public checker of SCIM servers (PyPI scim2-tester) against a portal with an organisation that is provisioned. The last line is `N passed, N failed`.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly environment=target/scim-checker
readonly packages=(scim2-tester==0.5.2 'scim2-client[httpx2]==0.13.2' scim2-models==0.12.3 httpx2==2.16.2)

if ! "$environment/bin/python" -c 'import scim2_tester' 2>/dev/null; then
  command -v python3 >/dev/null || fail "there is no python3: install it (3.11 or later, with venv)"
  say "the checker comes into $environment"
  rm -rf "$environment"
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}"
fi

work="$(mktemp -d)"
finish() {
  local status=$?
  # The portal ends when its input does.
  exec 3>&- || true
  [ -z "${portal:-}" ] || wait "$portal" || true
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT

mkfifo "$work/input"
cargo test --release --locked --package aurigraph-portal --test portal -- \
  --ignored --exact scim::served::a_portal_for_the_checker --nocapture <"$work/input" >"$work/output" 2>"$work/errors" &
portal=$!
exec 3>"$work/input"
for _ in $(seq 1 1800); do
  told="$(sed -n 's/^.*<\(http[^>]*\)>.*$/\1/p' "$work/output")"
  [ -z "$told" ] || break
  kill -0 "$portal" 2>/dev/null || { cat "$work/errors" >&2; fail "the portal did not start"; }
  sleep 1
done
[ -n "$told" ] || fail "the portal did not start within half an hour"
"$environment/bin/python" scripts/scim-check.py "${told% *}" "${told#* }"
