# The actor's JSON beside nginx: one worker, the same bytes from a file.
# Sourced by run.sh.
new_node actor
start_node
web_port=$(free_port)
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
web_worker=$(pgrep -P "$web" | head -1)

# In turn, so that what else the machine does falls on both.
load() { # name url process
    local before
    before=$(processor "$3")
    wrk -t1 -c"$connections" -d"${seconds}s" --latency -H "$accept" "$2" >"$work/wrk"
    awk '/^Requests\/sec/ {print $2}' "$work/wrk" >>"$work/$1.rate"
    awk '$1 == "99%" {print $2}' "$work/wrk" >>"$work/$1.p99"
    grep -E 'Non-2xx|Socket errors' "$work/wrk" >>"$work/$1.bad" || true
    split_of "$before" "$(processor "$3")" "$(awk '/ requests in / {print $1}' "$work/wrk")" >>"$work/$1.cpu"
    echo >>"$work/$1.cpu"
}
for ((i = 0; i < rounds; ++i)); do
    load essaim "$url/@noisette" "$node"
    load nginx "http://127.0.0.1:$web_port/actor" "$web_worker"
done
for name in essaim nginx; do
    note "$name: $(paste -sd' ' "$work/$name.rate") requests/s; p99 $(paste -sd' ' "$work/$name.p99"); a request: $(head -1 "$work/$name.cpu")"
    [ ! -s "$work/$name.bad" ] || note "$name did not answer well: $(paste -sd';' "$work/$name.bad")"
done
ours=$(median <"$work/essaim.rate") theirs=$(median <"$work/nginx.rate")
ratio=$(calculate %.2f "$ours/$theirs")
if ! figure "actor's JSON ($(stat -c %s "$work/actor.json") bytes)" "$(calculate %.0f "$ours") req/s" \
    "nginx $(calculate %.0f "$theirs") req/s" "$ratio" '>= 0.70' "$ratio >= 0.70"; then
    begin_profile "$node"
    wrk -t1 -c"$connections" -d"${seconds}s" -H "$accept" "$url/@noisette" >/dev/null
    end_profile "actor's JSON"
fi
kill "$web"; wait "$web" || true; web=''
stop_node
