# One post to 1 000 hosts over https, each on a connection of its own, each
# answering after 50 ms. Sourced by run.sh.
hosts=${HOSTS:-1000}
peers_port=$(free_port)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=peers.localhost' \
    -addext 'subjectAltName=DNS:*.peers.localhost' -keyout "$work/tls.key" -out "$work/tls.pem" 2>/dev/null
# For the node alone, this certificate stands where Debian keeps those it trusts.
within=(unshare --map-root-user --mount sh -c 'mount --bind "$0" /etc/ssl/certs/ca-certificates.crt && exec "$@"' "$work/tls.pem")
for ((i = 0; i < rounds; ++i)); do
    new_node "cold$i" --allow-address "127.0.0.1:$peers_port"
    sql <<S
WITH RECURSIVE host (n, name) AS (
  SELECT 1, 'c0001.peers.localhost:$peers_port' UNION ALL
  SELECT n + 1, printf('c%04d.peers.localhost:$peers_port', n + 1) FROM host WHERE n < $hosts)
INSERT INTO remote_actor (id, host, handle, type, name, url, inbox, shared_inbox, json, fetched_at)
SELECT 'https://' || name || '/users/marie', name, 'marie@' || name, 'Person', 'Marie', 'https://' || name || '/users/marie',
       'https://' || name || '/users/marie/inbox', 'https://' || name || '/inbox', '{}', strftime('%s', 'now') * 1000 FROM host;
INSERT INTO follower (local_name, actor, activity, since) SELECT 'noisette', id, id || '/follow', 0 FROM remote_actor;
S
    start_node
    before=$(processor "$node")
    "$bench" cold socket="$dir/essaim.sock" peers_port="$peers_port" hosts="$hosts" certificate="$work/tls.pem" key="$work/tls.key" after=50 >"$work/cold.out"
    until [ "$(sql 'SELECT count(*) FROM delivery')" = 0 ] || [ "$(value posts "$work/cold.out")" != "$hosts" ]; do sleep 0.1; done
    after=$(processor "$node")
    awk -v a="$before" -v b="$after" -v n="$hosts" 'BEGIN {split(a, x, " "); split(b, y, " "); printf "%.3f\n", (y[1] + y[2] - x[1] - x[2]) / n * 1e3}' >>"$work/cold.cpu"
    value seconds "$work/cold.out" >>"$work/cold.seconds"
    note "round $((i + 1)): $(value posts "$work/cold.out") of $hosts in $(value seconds "$work/cold.out") s over $(value connections "$work/cold.out") connections (the sink used $(value sink_cpu "$work/cold.out") s of processor); the node: $(split_of "$before" "$after" "$hosts") per delivery"
    stop_node
done
within=()
cpu=$(median <"$work/cold.cpu") took=$(median <"$work/cold.seconds")
sign=$(openssl_rsa 1 | awk '{printf "%.3f", 1000 / $1}')
figure "$hosts hosts over https, cold" "$cpu ms of processor each, $took s in all" "openssl sign $sign ms" "$(calculate %.2f "$cpu/$sign")" '<= 0.8 ms, <= 1.5 s' "$cpu <= 0.8 && $took <= 1.5" || true
