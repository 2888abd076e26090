#!/usr/bin/env bash
# A Keycloak of one's own for tests and for trying sign-in, with a company directory (LDAP) beside it:
#
#   keycloak.sh install                       Keycloak into the cache folder, slapd and a JDK if they are missing
#   keycloak.sh start --state FOLDER [--port 8180] [--back-channel-logout URL] [--wait 180]
#   keycloak.sh check --state FOLDER          signs in, out and wrongly, over HTTP
#   keycloak.sh stop  --state FOLDER
#
# Always: both listen on the loopback address alone; every start has a new database, new passwords and new secrets,
# which lie in FOLDER, readable by their owner alone; nothing of them is in the repository. Needs no root once
# slapd and a JDK are there. How to connect the portal: docs/how-to/sign-in-with-keycloak.md.
set -euo pipefail
caller_folder="$PWD"
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The newest version whose distribution could be had. Another version is another checksum.
readonly version=26.7.3
readonly archive_sha256=77657f30b7e90d70f727712ce1c967f430fd6a5e9f458d32d8c6df0635345f47
readonly archive="keycloak-quarkus-dist-$version.tar.gz"
readonly cache="${XDG_CACHE_HOME:-$HOME/.cache}/aurigraph/keycloak"
readonly home="$cache/$version"

readonly realm_file="$root/deploy/keycloak/aurigraph-realm.json"
readonly directory_file="$root/deploy/keycloak/ldap/directory.ldif"
readonly realm_users=(alice bob carol dan)
readonly directory_users=(erin frank)
readonly marker=".aurigraph-keycloak"

# Half of a start is compiling what runs once: the first compiler alone makes it a third shorter.
readonly jvm_options="-XX:TieredStopAtLevel=1"

usage() { fail "usage: keycloak.sh install | start --state FOLDER [--port 8180] [--back-channel-logout URL] [--wait 180] | check --state FOLDER | stop --state FOLDER"; }

# --- what is needed -------------------------------------------------------------------------------------------

# java_major FILE: prints the major version of that java.
java_major() { "$1" -version 2>&1 | sed -n '1s/.* version "\([0-9]*\).*/\1/p'; }

# find_java: prints "VERSION FOLDER" of the newest JDK (or JRE), 17 or later; fails if there is none.
find_java() {
  local java major found=""
  for java in "${JAVA_HOME:-}/bin/java" /usr/lib/jvm/*/bin/java "$(command -v java || true)"; do
    [ -x "$java" ] || continue
    java="$(readlink -f "$java")"
    major="$(java_major "$java")"
    if [ "${major:-0}" -ge 17 ]; then
      found+="$major ${java%/bin/java}"$'\n'
    fi
  done
  [ -n "$found" ] || return 1
  printf '%s' "$found" | sort -k1,1nr -s | head -n 1
}

# use_java: exports JAVA_HOME and says which one it is.
use_java() {
  local newest
  newest="$(find_java)" || fail "Keycloak needs a JDK, 17 or later, and there is none in JAVA_HOME, /usr/lib/jvm or the path: apt-get install default-jre-headless (scripts/keycloak.sh install does it)"
  export JAVA_HOME="${newest#* }"
  say "Java ${newest%% *} in $JAVA_HOME"
}

need_java() {
  find_java >/dev/null || apt_install "Keycloak runs on it" default-jre-headless
  # Older systems have an older default, and this one beside it.
  find_java >/dev/null || apt_install "Keycloak runs on Java 17 or later" openjdk-17-jre-headless
  use_java
}

# slapd is run from a folder of its own. The package would set up a directory in /etc/ldap and start it as a service
# for everybody; without a configuration it does neither.
need_slapd() {
  [ -x /usr/sbin/slapd ] && return
  if has debconf-set-selections; then
    printf 'slapd slapd/no_configuration boolean true\n' | as_root debconf-set-selections
  fi
  apt_install "the company directory that Keycloak reads" slapd
}

# fetch_archive FOLDER: the distribution, from wherever Maven is set up to look.
fetch_archive() {
  if [ -n "${AURIGRAPH_KEYCLOAK_ARCHIVE:-}" ]; then
    cp "$AURIGRAPH_KEYCLOAK_ARCHIVE" "$1/$archive"
    return
  fi
  has mvn || apt_install "its client fetches Keycloak's distribution" maven
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    "-Dartifact=org.keycloak:keycloak-quarkus-dist:$version:tar.gz" "-DoutputDirectory=$1" >"$1/maven.log" 2>&1 && return
  grep ERROR "$1/maven.log" | head -n 3 >&2
  fail "Maven did not get Keycloak $version. Get keycloak-quarkus-dist-$version.tar.gz another way and name it: AURIGRAPH_KEYCLOAK_ARCHIVE=FILE scripts/keycloak.sh install"
}
# Unpacked and prepared beside its place, then moved there: what has that name is whole.
install_keycloak() {
  local staging
  mkdir -p "$cache"
  exec 9>"$cache/.lock"
  flock 9
  [ -d "$home" ] && return
  say "getting Keycloak $version (about 180 MB) with Maven"
  staging="$(mktemp -d "$cache/$version.XXXXXX")"
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$staging'" EXIT
  fetch_archive "$staging"
  printf '%s  %s\n' "$archive_sha256" "$staging/$archive" | sha256sum --check --quiet ||
    fail "$archive is not the file it should be: its SHA-256 is $(sha256sum "$staging/$archive" | cut -d ' ' -f 1), not $archive_sha256"
  tar -xzf "$staging/$archive" -C "$staging" --no-same-owner
  say "preparing it: which features and which kind of database, decided once"
  JAVA_OPTS_APPEND="$jvm_options" "$staging/keycloak-$version/bin/kc.sh" build --db=dev-file --health-enabled=true >"$staging/build.log" 2>&1 ||
    { tail -n 20 "$staging/build.log" >&2; fail "Keycloak could not be prepared"; }
  mv "$staging/keycloak-$version" "$home"
  rm -rf "$staging"
  trap - EXIT
}

# Silent if nothing is missing.
install_all() {
  [ -d "$home" ] && [ -x /usr/sbin/slapd ] && find_java >/dev/null && return
  need_java
  need_slapd
  install_keycloak
  say "Keycloak $version is in $home"
}

# --- start ----------------------------------------------------------------------------------------------------

random_password() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

# listens PORT: does somebody listen there?
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# running NAME: prints the process of that name (keycloak or slapd) if it is the one that this folder started. A
# number alone could be anybody's by now.
running() {
  local pid_file="$state/$1.pid" pid
  pid="$(cat "$pid_file" 2>/dev/null)" && [ -n "$pid" ] || return 1
  grep -qzF -- "$state/" "/proc/$pid/cmdline" 2>/dev/null || return 1
  printf '%s\n' "$pid"
}

# One line a user: name, blank, password. Written once for each state folder's start.
write_passwords() {
  local name
  for name in admin directory-reader "${realm_users[@]}" "${directory_users[@]}"; do
    printf '%s %s\n' "$name" "$(random_password)"
  done >"$state/passwords"
  random_password >"$state/portal.secret"
  random_password >"$state/provisioner.secret"
}

password_of() { sed -n "s/^$1 //p" "$state/passwords"; }

# hashed PASSWORD: the form in which the directory keeps it. The password goes through a file, because arguments
# can be seen by others.
hashed() {
  (umask 077 && printf '%s' "$1" >"$state/ldap/password")
  slapd_tool slappasswd -n -o module-path=/usr/lib/ldap -o module-load=argon2 -h '{ARGON2}' -T "$state/ldap/password"
  rm -f "$state/ldap/password"
}

# Ubuntu lets the slapd of that path read its own folders alone (AppArmor). A copy elsewhere runs as any program does.
slapd_tool() {
  local folder=/usr/sbin
  if [ -e /etc/apparmor.d/usr.sbin.slapd ]; then
    folder="$state/ldap/bin"
    mkdir -p "$folder"
    [ -x "$folder/$1" ] || cp "/usr/sbin/$1" "$folder/$1"
  fi
  "$folder/$1" "${@:2}"
}

# Nobody reads anything without signing in, and only the reader reads; passwords can be tried, never read.
write_directory() {
  local ldap="$state/ldap" name substitutions=()
  mkdir -p "$ldap/data"
  cat >"$ldap/slapd.conf" <<END
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload argon2
pidfile $state/slapd.pid
argsfile $ldap/slapd.args
disallow bind_anon
require authc
sizelimit 1000
database mdb
suffix "dc=aurigraph,dc=test"
directory $ldap/data
maxsize 16777216
index objectClass,uid,mail,member,cn,entryUUID eq
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="cn=keycloak,ou=services,dc=aurigraph,dc=test" read by * none
END
  for name in directory-reader "${directory_users[@]}"; do
    substitutions+=(-e "s|\${$name}|$(hashed "$(password_of "$name")")|")
  done
  sed "${substitutions[@]}" "$directory_file" >"$ldap/directory.ldif"
  slapd_tool slapadd -q -f "$ldap/slapd.conf" -l "$ldap/directory.ldif"
  rm "$ldap/directory.ldif"
}

start_directory() {
  write_directory
  slapd_tool slapd -f "$state/ldap/slapd.conf" -h "ldap://127.0.0.1:$ldap_port" ||
    fail "slapd did not start on port $ldap_port"
  for _ in $(seq 50); do
    listens "$ldap_port" && return
    sleep 0.1
  done
  fail "slapd does not listen on port $ldap_port after 5 s"
}

# A folder that looks like Keycloak's own, with its own data: several can run from one installation.
write_keycloak_folder() {
  local own="$state/keycloak" name
  mkdir -p "$own/data/import"
  for name in lib providers themes; do
    ln -s "$home/$name" "$own/$name"
  done
  cp -r "$home/conf" "$own/conf"
  cp "$realm_file" "$own/data/import/"
}

# Keycloak takes a placeholder that has no value as the value itself: a secret that everybody can read.
export_placeholders() {
  local name
  AURIGRAPH_KEYCLOAK_PORTAL_SECRET="$(cat "$state/portal.secret")"
  AURIGRAPH_KEYCLOAK_PROVISIONER_SECRET="$(cat "$state/provisioner.secret")"
  AURIGRAPH_KEYCLOAK_BACK_CHANNEL_LOGOUT_URL="$back_channel_logout"
  AURIGRAPH_KEYCLOAK_LDAP_URL="ldap://127.0.0.1:$ldap_port"
  AURIGRAPH_KEYCLOAK_LDAP_PASSWORD="$(password_of directory-reader)"
  for name in "${realm_users[@]}"; do
    export "AURIGRAPH_KEYCLOAK_PASSWORD_${name^^}=$(password_of "$name")"
  done
  export AURIGRAPH_KEYCLOAK_PORTAL_SECRET AURIGRAPH_KEYCLOAK_PROVISIONER_SECRET AURIGRAPH_KEYCLOAK_BACK_CHANNEL_LOGOUT_URL
  export AURIGRAPH_KEYCLOAK_LDAP_URL AURIGRAPH_KEYCLOAK_LDAP_PASSWORD
  while read -r name; do
    [ -n "${!name:-}" ] || fail "the realm has a placeholder without a value: $name"
  done < <(grep -oE 'AURIGRAPH_KEYCLOAK_[A-Z_]+' "$realm_file")
}

# The password of the administrator and the values of the placeholders go through the environment, which others
# cannot read, not through arguments, which they can.
start_keycloak() {
  write_keycloak_folder
  (
    unset JAVA JAVA_OPTS DEBUG "${!KC_@}"
    export_placeholders
    export KC_BOOTSTRAP_ADMIN_USERNAME=admin
    KC_BOOTSTRAP_ADMIN_PASSWORD="$(password_of admin)"
    export KC_BOOTSTRAP_ADMIN_PASSWORD JAVA_OPTS_KC_HEAP="-Xms128m -Xmx700m" JAVA_OPTS_APPEND="$jvm_options"
    exec setsid "$home/bin/kc.sh" "-Dkc.home.dir=$state/keycloak" start --optimized --import-realm --cache=local \
      --http-enabled=true --http-host=127.0.0.1 "--http-port=$port" "--http-management-port=$management_port" \
      "--hostname=http://localhost:$port" </dev/null >"$state/keycloak.log" 2>&1 &
    printf '%s\n' "$!" >"$state/keycloak.pid"
  )
  # Until then the process is still a copy of this script.
  for _ in $(seq 100); do
    running keycloak >/dev/null && return
    sleep 0.05
  done
}

wait_for_realm() {
  local started=$SECONDS said=0 elapsed newest
  until curl -sf --max-time 5 -o /dev/null "$issuer/.well-known/openid-configuration"; do
    elapsed=$((SECONDS - started))
    running keycloak >/dev/null || { tail -n 20 "$state/keycloak.log" >&2; fail "Keycloak ended while it started; its log is $state/keycloak.log"; }
    [ "$elapsed" -lt "$wait_seconds_max" ] || { tail -n 20 "$state/keycloak.log" >&2; fail "the realm does not answer after $wait_seconds_max s; the log is $state/keycloak.log. On a busy machine: --wait 600"; }
    if [ "$((elapsed / 10))" -gt "$said" ]; then
      said=$((elapsed / 10))
      newest="$(sed -n 's/.* INFO  \[[^]]*\] ([^)]*) //p' "$state/keycloak.log" | tail -n 1 | cut -c 1-100)"
      say "starting since $elapsed s: ${newest:-nothing in its log yet}"
    fi
    sleep 0.5
  done
  say "the realm answers after $((SECONDS - started)) s"
}

write_environment() {
  cat >"$state/keycloak.env" <<END
AURIGRAPH_KEYCLOAK_ISSUER=$issuer
AURIGRAPH_KEYCLOAK_PORTAL_CLIENT=portal
AURIGRAPH_KEYCLOAK_PORTAL_SECRET_FILE=$state/portal.secret
AURIGRAPH_KEYCLOAK_MOBILE_CLIENT=mobile
AURIGRAPH_KEYCLOAK_PROVISIONER_CLIENT=provisioner
AURIGRAPH_KEYCLOAK_PROVISIONER_SECRET_FILE=$state/provisioner.secret
AURIGRAPH_KEYCLOAK_API_AUDIENCE=api
AURIGRAPH_KEYCLOAK_BACK_CHANNEL_LOGOUT_URL=$back_channel_logout
AURIGRAPH_KEYCLOAK_REALM_USERS="${realm_users[*]}"
AURIGRAPH_KEYCLOAK_DIRECTORY_USERS="${directory_users[*]}"
AURIGRAPH_KEYCLOAK_PASSWORDS_FILE=$state/passwords
END
}

start() {
  local name
  [ -d "$home" ] || fail "Keycloak $version is not here yet: scripts/keycloak.sh install"
  [ -x /usr/sbin/slapd ] || fail "slapd is not here yet: scripts/keycloak.sh install"
  use_java
  has curl || fail "curl is needed: apt-get install curl"
  for name in keycloak slapd; do
    running "$name" >/dev/null && fail "$name runs already from $state: scripts/keycloak.sh stop --state $state"
  done
  for name in "$port" "$management_port" "$ldap_port"; do
    listens "$name" && fail "port $name is taken. Choose others with --port N: Keycloak takes N and N+1, the directory N+2"
  done
  umask 077
  mkdir -p "$state"
  [ -O "$state" ] || fail "$state belongs to somebody else, who could read the passwords in it: name another folder"
  chmod 700 "$state"
  [ -f "$state/$marker" ] || [ -z "$(ls -A "$state")" ] || fail "$state has something else in it, and a start empties it: name another folder"
  touch "$state/$marker"
  rm -rf "$state/keycloak" "$state/ldap" "$state/keycloak.env"
  trap 'stop >&2' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  write_passwords
  start_directory
  start_keycloak
  wait_for_realm
  write_environment
  trap - EXIT INT TERM
  say "issuer $issuer; everything else is in $state/keycloak.env, passwords in $state/passwords"
}

# --- stop and check -------------------------------------------------------------------------------------------

stop() {
  local name pid
  running keycloak >/dev/null || running slapd >/dev/null || say "nothing runs from $state"
  for name in keycloak slapd; do
    pid="$(running "$name")" || continue
    kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq 100); do
      running "$name" >/dev/null || break
      sleep 0.1
    done
    if running "$name" >/dev/null; then
      # While it starts, Keycloak does not listen to that; nothing is lost, because a start begins anew.
      say "$name did not end within 10 s: killing it"
      # Keycloak is a shell and a Java process in a group of their own.
      kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid"
    fi
    say "$name has stopped"
  done
  rm -f "$state/keycloak.pid" "$state/slapd.pid" "$state/keycloak.env"
}

check() {
  [ -f "$state/keycloak.env" ] || fail "no Keycloak runs from $state: scripts/keycloak.sh start --state $state"
  exec node "$root/deploy/keycloak/check.mjs" "$state/keycloak.env"
}

# --- command line ---------------------------------------------------------------------------------------------

command="${1:-}"
[ "$#" -eq 0 ] || shift
state="" port=8180 wait_seconds_max=180 back_channel_logout="http://localhost:9003/api/v11/auth/oidc/keycloak/back-channel-logout"
while [ "$#" -ge 2 ]; do
  case "$1" in
    --state) state="$(cd "$caller_folder" && realpath -m "$2")" ;;
    --port) port="$2" ;;
    --back-channel-logout) back_channel_logout="$2" ;;
    --wait) wait_seconds_max="$2" ;;
    *) usage ;;
  esac
  shift 2
done
[ "$#" -eq 0 ] || usage
if ! [[ "$port" =~ ^[0-9]{4,5}$ ]] || [ "$port" -lt 1024 ] || [ "$port" -gt 65533 ]; then
  fail "--port is a number from 1024 to 65533, not $port"
fi
[[ "$wait_seconds_max" =~ ^[0-9]{1,4}$ ]] || fail "--wait is a number of seconds, not $wait_seconds_max"
[[ "$back_channel_logout" =~ ^https?://[^[:space:]]+$ ]] || fail "--back-channel-logout is an address, not $back_channel_logout"
[ "$command" = install ] || [ -n "$state" ] || usage
[[ "$state" =~ ^[A-Za-z0-9/._-]*$ ]] || fail "slapd and Keycloak take no blanks and the like in the name of a folder: $state"
management_port=$((port + 1)) ldap_port=$((port + 2))
issuer="http://localhost:$port/realms/aurigraph"

case "$command" in
  install) install_all ;;
  start) start ;;
  stop) stop ;;
  check) check ;;
  *) usage ;;
esac
