#!/usr/bin/env bash
# Figures of a release build on this machine (docs/bench.md). Not a test: it
# never fails for being slow. Nothing is printed that was not measured.
#   tests/bench/run.sh [start] [actor] [inbox] [fanout] [cold] [storm] [crowd] [growth] [pages] [directory]      all of them by default
# ROUNDS, SECONDS_EACH, CONNECTIONS, SENDERS, REQUESTS, HOSTS, STARTS change the loads.
set -euo pipefail
export LC_ALL=C no_proxy="127.0.0.1,localhost" NO_PROXY="127.0.0.1,localhost"
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
. "$here/lib.sh"
seconds=${SECONDS_EACH:-5} connections=${CONNECTIONS:-32} senders=${SENDERS:-128} rounds=${ROUNDS:-3}
if [ -z "${ESSAIM:-}" ]; then
    "$top/deploy/install_packages.sh" "$top/deploy/packages.debian" "$top/tests/packages.debian" "$here/packages.debian"
    (cd "$top" && cmake --preset release && cmake --build --preset release --target essaim essaim_bench) >/dev/null
fi
program=${ESSAIM:-$top/build/release/essaim}
bench=${ESSAIM_BENCH:-$top/build/release/tests/bench/essaim_bench}
for tool in wrk nginx openssl curl python3 sqlite3 pgrep; do command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 2; }; done

work=$(mktemp -d "${TMPDIR:-/tmp}/essaim-bench-XXXXXX")  # on a disk: not a tmpfs, where fsync() costs nothing
node='' web='' profiler=''
clean() {
    local process
    for process in $profiler $web $node; do kill "$process" 2>/dev/null || true; done
    wait
    rm -rf "$work"
}
trap clean EXIT

echo "$(date -u +%F), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(. /etc/os-release && echo "$PRETTY_NAME"), disk $(stat -f -c %T "$work")"
echo "$("$program" version | head -1), $(stat -Lc %s "$program") bytes; load $(cut -d' ' -f1-3 /proc/loadavg)"
parts=("$@")
[ $# -gt 0 ] || parts=(start actor inbox fanout cold storm crowd growth pages directory)
for part in "${parts[@]}"; do
    echo "$part"
    . "$here/$part.sh"
done
print_table
echo "load at the end $(cut -d' ' -f1-3 /proc/loadavg)"
