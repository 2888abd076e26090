#!/usr/bin/env bash
# Every test, stage by stage, each with the time it took. `test.sh long` repeats the Rust tests
# five times, with new random cases each time, and runs those that take long: fifty and twenty kills, validators of two versions,
# 100,000 malformed requests and the other attacks with all of their corpora.
#
# The last line, `N passed, N failed`, is the sum of what the stages' own tools printed at their end. A stage that
# fails without naming a failed test counts as one failure, and so does a stage that ran no test at all.
# Tests that drive real processes and browsers have a second try, alone; those that needed it are named as unsteady
# above the last line, and fail `test.sh long`.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

export NO_COLOR=1 CARGO_TERM_COLOR=never CI="${CI:-true}"
unset FORCE_COLOR

logs="$(mktemp -d)"
readonly logs
trap 'rm -rf "$logs"' EXIT

total_passed=0
total_failed=0
summary=""
# sum_before WORD FILE: adds up the numbers that stand directly before WORD in lines on standard input.
sum_before() { { grep -oE "[0-9]+ $1" || true; } | awk '{ sum += $1 } END { print sum + 0 }'; }

# count KIND FILE: prints "passed failed" as the tool of that kind reported them.
count() {
  local kind="$1" file="$2" lines
  case "$kind" in
    cargo) lines="$(grep -E '^test result: ' "$file" || true)" ;; # cargo test itself
    checks) lines="$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$file" || true)" ;;
    # "      Tests  2 failed | 31 passed (33)"
    vitest) lines="$(grep -E '^ +Tests +[0-9]' "$file" || true)" ;;
    # Playwright ends with one line a state: "  1 failed", "  1 flaky", "  14 passed (1.2m)".
    playwright) lines="$(grep -E '^ +[0-9]+ (passed|failed|flaky|interrupted|did not run)' "$file" || true)" ;;
  esac
  local passed failed
  passed="$(sum_before '(passed|flaky)' <<<"$lines")"
  failed="$(sum_before '(failed|interrupted|did not run)' <<<"$lines")"
  printf '%s %s\n' "$passed" "$failed"
}

# unsteady_tests KIND FILE: the tests that passed only at the second try, a line each.
unsteady_tests() {
  local kind="$1" file="$2"
  if [ "$kind" = playwright ]; then
    # "  1 flaky" and then one line a test, indented further.
    awk '/^  [0-9]+ flaky/ { on = 1; next } on && /^    / { print "unsteady, passed only at the second try:" $0; next } { on = 0 }' "$file"
  else
    { grep '^unsteady, ' "$file" || true; }
  fi
}

# stage NAME KIND COMMAND...: runs it, shows it, counts it.
stage() {
  local name="$1" kind="$2" started=$SECONDS status=0 passed failed
  shift 2
  say "$name: $*"
  "$@" </dev/null 2>&1 | tee "$logs/$name" || status=$?
  read -r passed failed < <(sed 's/\x1b\[[0-9;]*m//g' "$logs/$name" >"$logs/$name.plain"; count "$kind" "$logs/$name.plain")
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1
  elif [ "$((passed + failed))" -eq 0 ]; then
    say "$name ran no test"
    failed=1
  fi
  unsteady_tests "$kind" "$logs/$name.plain" >>"$logs/unsteady"
  total_passed=$((total_passed + passed))
  total_failed=$((total_failed + failed))
  summary+="$(printf '%-20s %5d passed %5d failed %6d s' "$name" "$passed" "$failed" "$((SECONDS - started))")"$'\n'
}

finish() {
  printf '\n%s\n' "$summary"
  if [ -f "$logs/unsteady" ]; then
    cat "$logs/unsteady"
  fi
  printf '%d passed, %d failed\n' "$total_passed" "$total_failed"
  [ "$total_failed" -eq 0 ]
}

started=$SECONDS
bash scripts/build.sh </dev/null || {
  say "the build failed: nothing was tested"
  total_failed=1
  finish
}
summary+="$(printf '%-20s %27s %6d s' "build" "" "$((SECONDS - started))")"$'\n'

AURIGRAPH_CHROMIUM="$(find_chromium)" || fail "there is no Chromium; make test installs it"
export AURIGRAPH_CHROMIUM

readonly rust_tests=(cargo run --release --quiet --locked --package xtask -- test)
if [ "${1:-}" = long ]; then
  export AURIGRAPH_TESTS_STRICT=1
fi

stage rust-tests checks "${rust_tests[@]}"
stage web-tests vitest npm test --silent
stage checks checks cargo run --release --quiet --locked --package xtask -- check
stage browser-tests playwright npm test --silent --workspace e2e

if [ "${1:-}" = long ]; then
  # Property tests draw new cases and the kill test new moments in every round.
  for round in 1 2 3 4 5; do
    stage "rust-tests-again-$round" checks "${rust_tests[@]}"
  done
  AURIGRAPH_OTHER_EXECUTABLE="$(bash scripts/other-version.sh </dev/null)" || say "there is no other version to try: its test will fail"
  export AURIGRAPH_OTHER_EXECUTABLE
  stage long-tests cargo cargo test --release --locked --package aurigraph --test cluster -- --ignored --nocapture
  stage long-attacks checks npm run attacks --silent --workspace e2e -- --requests 100000 --long
  stage keycloak checks bash scripts/test-keycloak.sh
  stage scim checks bash scripts/test-scim.sh
fi

if [ "$total_failed" -eq 0 ]; then
  bash scripts/build-cache.sh save
fi
finish
