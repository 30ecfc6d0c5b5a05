#!/usr/bin/env bash
# The promise of the README on a machine that has nothing: makes a minimal
# Debian (bookworm is 12, trixie is 13), clones HEAD into it and does what a
# newcomer does with deploy/run; on Debian 13 it also runs the unit tests.
#   tests/fresh/run.sh bookworm|trixie [directory]    a directory that is named is kept
# Needs root, debootstrap, and the ports 8470 to 8473; takes half an hour, so it
# is no part of ctest. Mirror, proxy and certificates are those of this machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
suite=${1:-}
fail() { printf 'FAIL %s\n' "$@" >&2; exit 1; }
[[ $suite =~ ^(bookworm|trixie)$ ]] || fail "usage: tests/fresh/run.sh bookworm|trixie [directory]"
[ "$(id -u)" -eq 0 ] || fail "only root may make a Debian root"
for tool in debootstrap git curl jq unshare; do command -v $tool >/dev/null || fail "missing: $tool"; done
for port in 8470 8471 8472 8473; do
    if (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null; then fail "port $port is taken"; fi
done

# Everything that is mounted or started ends with these namespaces.
if [ -z "${ESSAIM_FRESH_ROOT:-}" ]; then
    ESSAIM_FRESH_ROOT=$(realpath -m "${2:-$(mktemp -d "${TMPDIR:-/tmp}/essaim-fresh-XXXXXX")}")
    export ESSAIM_FRESH_ROOT
    [ ! -e "$ESSAIM_FRESH_ROOT/etc" ] || fail "$ESSAIM_FRESH_ROOT is not empty"
    status=0
    unshare --mount --pid --fork --kill-child "$0" "$suite" || status=$?
    [ -n "${2:-}" ] || rm -rf --one-file-system "$ESSAIM_FRESH_ROOT"
    exit $status
fi
trap 'exit 130' INT TERM  # the first process of a namespace ignores them otherwise
root=$ESSAIM_FRESH_ROOT
tree="/home/newcomer/mes essais/essaim"  # a space, as in real life
log=$root/tmp
. "$here/root.sh"
. "$here/node.sh"

make_root
as_root install -d -o newcomer "${tree%/*}"
git clone --quiet --no-hardlinks "$here/../.." "$root$tree"
as_root chown -R newcomer "$tree"
say "$(sed -n 's/^PRETTY_NAME=//p' "$root/etc/os-release"), essaim $(git -C "$here" rev-parse --short HEAD)"

if in_tree newcomer deploy/run >"$log/refused" 2>&1; then fail "deploy/run needs neither root nor sudo?"; fi
grep -q 'missing.*root' "$log/refused" && grep -q 'g++' "$log/refused" || fail "$(cat "$log/refused")"
say "neither root nor sudo: $(head -1 "$log/refused")"

as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq sudo >/dev/null 2>&1
echo 'newcomer ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/newcomer"
start_node first newcomer
say "$(grep -c 'warning:' "$root$tree/build-release.log" || true) warnings in build-release.log"
check_pages "$(welcome_link first)"
if ESSAIM_DATA=other in_tree newcomer deploy/run >"$log/taken" 2>&1; then fail "two nodes on one port?"; fi
grep -q 'Port 8470 is taken.*ESSAIM_PORT' "$log/taken" || fail "$(cat "$log/taken")"
say "port taken: $(cat "$log/taken")"
stop first

start_node second newcomer
[ "$(welcome_link second)" != "$(welcome_link first)" ] || fail "the same welcome link twice"
say "second run, nobody manages yet: $(welcome_link second)"
echo 'une longue phrase de passe' | in_tree newcomer build/release/essaim user add --email a@b.example \
    --name Camille --role manager >"$log/added" 2>&1 || fail "$(cat "$log/added")"
stop second
start_node third newcomer
[ -z "$(welcome_link third)" ] || fail "a welcome link although somebody manages"
say "third run, somebody manages: no welcome link"
stop third

as_root dpkg --force-depends --purge doctest-dev >/dev/null  # root installs without sudo
check_demo root

if [ "$suite" != bookworm ]; then  # where tests/run, with its sanitizers, is at home
    say "building the unit tests"
    in_tree root cmake -S . -B build/fresh -G Ninja -DCMAKE_BUILD_TYPE=Debug -DESSAIM_TESTS=ON >"$log/tests" 2>&1 &&
        in_tree root cmake --build build/fresh >>"$log/tests" 2>&1 || fail "$(tail -60 "$log/tests")"
    in_tree root ctest --test-dir build/fresh -R unit --output-on-failure >"$log/ctest" 2>&1 || fail "$(tail -80 "$log/ctest")"
    grep -E 'Test +#|tests passed' "$log/ctest"
fi
say "OK"
