#!/usr/bin/env bash
# Installs Keycloak if it is not here yet, starts one on free ports with a new database, checks what the portal relies
# on, and stops it. The last line is `N passed, N failed`.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# free PORT: does nobody listen there?
free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Three ports for Keycloak and the directory, one for the logout tokens.
first_free_port() {
  local port
  for port in $(seq 28180 10 28480); do
    if free "$port" && free "$((port + 1))" && free "$((port + 2))" && free "$((port + 3))"; then
      printf '%s\n' "$port"
      return
    fi
  done
  fail "no four free ports in a row from 28180 to 28483"
}

state="$(mktemp -d)"
finish() {
  local status=$?
  bash scripts/keycloak.sh stop --state "$state" || true
  rm -rf "$state"
  exit "$status"
}
trap finish EXIT

bash scripts/keycloak.sh install
port="$(first_free_port)"
# A start is half a minute of computing, and other tests may run beside it.
bash scripts/keycloak.sh start --state "$state" --port "$port" --wait 600 \
  --back-channel-logout "http://localhost:$((port + 3))/api/v11/auth/oidc/keycloak/back-channel-logout"
bash scripts/keycloak.sh check --state "$state"
