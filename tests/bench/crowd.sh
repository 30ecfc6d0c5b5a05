# One post to 10 000 followers on 500 hosts, of which 40 % are dead and 10 %
# take the connection and never answer; somebody reads the home page meanwhile
# (security.md G5, G6). Sourced by run.sh.
peers_port=$(free_port) dead_port=$(free_port) tarpit_port=$(free_port)
new_node crowd --allow-address "127.0.0.1:$peers_port" --allow-address "127.0.0.1:$dead_port" --allow-address "127.0.0.1:$tarpit_port"
sed -i 's/^\[http\]/[http]\npages_per_minute = 0/' "$dir/essaim.toml"  # one reader asks as fast as it can
sql <<S
WITH RECURSIVE host (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM host WHERE n < 499),
  named (n, name) AS (SELECT n, printf('crowd-%04d.localhost:%d', n,
    CASE WHEN n % 10 < 4 THEN $dead_port WHEN n % 10 = 4 THEN $tarpit_port ELSE $peers_port END) FROM host),
  person (p) AS (SELECT 0 UNION ALL SELECT p + 1 FROM person WHERE p < 19)
INSERT INTO remote_actor (id, host, handle, type, name, url, inbox, shared_inbox, json, fetched_at)
SELECT 'http://' || name || '/users/p' || p, name, 'p' || p || '@' || name, 'Person', 'Marie', 'http://' || name || '/users/p' || p,
       'http://' || name || '/users/p' || p || '/inbox', 'http://' || name || '/inbox', '{}', strftime('%s', 'now') * 1000 FROM named, person;
INSERT INTO follower (local_name, actor, activity, since) SELECT 'noisette', id, id || '/follow', 0 FROM remote_actor;
S
python3 -c "
import socket, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', $tarpit_port)); s.listen(1024)
kept = []
while True: kept.append(s.accept())" &
web=$!
start_node
note "$(sql 'SELECT count(*) FROM follower') followers on $(sql 'SELECT count(DISTINCT host) FROM remote_actor') hosts: 200 refuse the connection, 50 never answer"
wrk -t1 -c1 -d15s --latency "$url/" >"$work/wrk" &
reader=$!
"$bench" fanout socket="$dir/essaim.sock" peers_port="$peers_port" hosts=250 >"$work/crowd.out"
wait "$reader"
pages=$(awk '$1 == "99%" {print $2}' "$work/wrk")
memory=$(awk '/^VmHWM/ {printf "%.0f", $2 * 1024 / 1e6}' "/proc/$node/status")
note "the command answered after $(value publish_seconds "$work/crowd.out") s; $(value hosts "$work/crowd.out") healthy hosts had it after $(value seconds "$work/crowd.out") s (p99 $(value p99_seconds "$work/crowd.out") s), $(value posts "$work/crowd.out") deliveries; home page meanwhile: $(awk '/requests in/ {print $1}' "$work/wrk") answers, p99 $pages; waiting afterwards: $(sql "SELECT count(*) FROM delivery") deliveries on $(sql "SELECT count(DISTINCT host) FROM delivery") hosts"
milliseconds=$(awk -v t="$pages" 'BEGIN {n = t + 0; if (t ~ /us$/) n /= 1000; else if (t !~ /ms$/) n *= 1000; print n}')
figure '10 000 followers, 500 hosts, half of them broken' "healthy p99 $(value p99_seconds "$work/crowd.out") s, pages p99 $pages, $memory MB" - - '<= 15 s, 300 ms, 200 MB' \
    "$(value hosts "$work/crowd.out") == 250 && $(value p99_seconds "$work/crowd.out") <= 15 && $milliseconds <= 300 && $memory <= 200" || true
kill "$web"; wait "$web" 2>/dev/null || true; web=''
stop_node
