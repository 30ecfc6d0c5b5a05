#!/usr/bin/env bash
# Figures of a release build on this machine: start, memory, the actor's JSON
# beside nginx (one worker, the same bytes from a file), RSA. Not a test: it
# never fails for being slow. Nothing is printed that was not measured.
#   cmake --preset release && cmake --build --preset release && tests/bench/run.sh
set -euo pipefail
export LC_ALL=C no_proxy="127.0.0.1,localhost" NO_PROXY="127.0.0.1,localhost"
here=$(cd "$(dirname "$0")" && pwd)
program=${ESSAIM:-$here/../../build/release/essaim}
seconds=${SECONDS_EACH:-5} starts=${STARTS:-11} connections=${CONNECTIONS:-32} rounds=${ROUNDS:-3}
[ -x "$program" ] || { echo "no program at $program" >&2; exit 2; }
for tool in wrk nginx openssl curl python3 pgrep; do command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 2; }; done

work=$(mktemp -d /tmp/essaim-bench-XXXXXX)
node='' web=''
trap '[ -z "$node" ] || kill "$node" 2>/dev/null || true; [ -z "$web" ] || kill "$web" 2>/dev/null || true; wait; rm -rf "$work"' EXIT
free_port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'; }
now() { date +%s%N; }
row() { printf '%-52s %s\n' "$1" "$2"; }
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }

port=$(free_port) web_port=$(free_port)
url=http://127.0.0.1:$port
"$program" --dir "$work/node" init --url "$url" --port "$port" --name noisette --title 'La Noisette' \
    --allow-address "127.0.0.1:$port" --yes >/dev/null

row "machine" "$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), load $(cut -d' ' -f1-3 /proc/loadavg)"
row "program" "$("$program" version | head -1), $(stat -Lc %s "$program") bytes"

# Ready: from the start of the process to the first 200 of the actor's JSON.
accept='Accept: application/activity+json'
times=$work/times
for ((i = 0; i < starts; ++i)); do
    begun=$(now)
    "$program" --dir "$work/node" serve >/dev/null 2>"$work/log" &
    node=$!
    until curl -sf -o "$work/actor.json" -H "$accept" "$url/@noisette"; do
        kill -0 "$node" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    done
    echo $((($(now) - begun) / 100000)) >>"$times"
    [ "$i" = $((starts - 1)) ] || { kill "$node"; wait "$node" || true; node=''; }
done
row "ready to answer, median of $starts starts (curl included)" "$(median <"$times" | awk '{printf "%.1f ms", $1/10}')"
sleep 3
rss() { awk '/^VmRSS/ {printf "%.1f MiB", $2/1024}' "/proc/$node/status"; }
row "resident memory, idle for 3 s" "$(rss)"

# nginx: the same bytes, from a file.
mkdir -p "$work/www"
cp "$work/actor.json" "$work/www/actor"
user=''
[ "$(id -u)" != 0 ] || user='user root;'  # its worker must read our private directory
cat >"$work/nginx.conf" <<N
$user
worker_processes 1; daemon off; pid $work/nginx.pid; error_log $work/nginx.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; keepalive_requests 1000000000; default_type application/activity+json;
  client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
  server { listen 127.0.0.1:$web_port; root $work/www; }
}
N
nginx -c "$work/nginx.conf" -e "$work/nginx.log" &
web=$!
curl -sf --retry 20 --retry-connrefused --retry-delay 1 --max-time 5 -o "$work/again" "http://127.0.0.1:$web_port/actor" ||
    { cat "$work/nginx.log" >&2; exit 1; }
cmp -s "$work/again" "$work/actor.json" || { echo "nginx answers other bytes" >&2; exit 1; }
row "actor's JSON" "$(stat -c %s "$work/actor.json") bytes"

# In turn, so that what else the machine does falls on both.
# Processor time per request says more than the rate when others use the cores too.
ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
load() { # name url process
    local before
    before=$(ticks "$3")
    wrk -t1 -c"$connections" -d"${seconds}s" --latency -H "$accept" "$2" >"$work/wrk"
    awk '/^Requests\/sec/ {print $2}' "$work/wrk" >>"$work/$1.rate"
    awk '$1 == "99%" {print $2}' "$work/wrk" >>"$work/$1.p99"
    grep -E 'Non-2xx|Socket errors' "$work/wrk" >>"$work/$1.bad" || true
    awk '/ requests in / {print $1, $5}' "$work/wrk" >>"$work/$1.read"
    awk -v t=$(($(ticks "$3") - before)) -v hz="$(getconf CLK_TCK)" '/ requests in / {printf "%.1f\n", t / hz * 1e6 / $1}' "$work/wrk" >>"$work/$1.cpu"
}
compare() { # label
    local name
    rm -f "$work"/*.rate "$work"/*.p99 "$work"/*.bad "$work"/*.read "$work"/*.cpu
    for ((i = 0; i < rounds; ++i)); do
        load essaim "$url/@noisette" "$node"
        load nginx "http://127.0.0.1:$web_port/actor" "$(pgrep -P "$web" | head -1)"
    done
    for name in essaim nginx; do
        row "$1: $name, requests/s" "$(median <"$work/$name.rate")  (all: $(paste -sd' ' "$work/$name.rate"); p99: $(paste -sd' ' "$work/$name.p99"); requests, read: $(paste -sd, "$work/$name.read"))"
        row "$1: $name, processor time per request" "$(median <"$work/$name.cpu") us  (all: $(paste -sd' ' "$work/$name.cpu"))"
        [ ! -s "$work/$name.bad" ] || row "$1: $name, not answered well" "$(paste -sd';' "$work/$name.bad")"
    done
    row "$1: essaim / nginx, rates" "$(awk -v a="$(median <"$work/essaim.rate")" -v b="$(median <"$work/nginx.rate")" 'BEGIN {printf "%.2f", a/b}')"
}
row "load of wrk" "median of $rounds x $seconds s, $connections connections kept alive"
compare "actor"  # the node has several threads, nginx one worker
row "machine load at the end" "$(cut -d' ' -f1-3 /proc/loadavg)"
row "resident memory after the load" "$(rss)"

openssl speed -seconds 2 rsa2048 2>/dev/null | awk '$1 == "rsa" && $2 == "2048" {print $(NF-1), $NF}' | {
    read -r sign verify
    row "openssl, RSA 2048, one core" "$sign signatures/s, $verify verifications/s"
}
