# One post to followers on $hosts hosts, from the command on the control socket
# to the last delivery. Sourced by run.sh.
hosts=${HOSTS:-1000}
peers_port=$(free_port)
new_node fanout --allow-address "127.0.0.1:$peers_port"
sql <<S
WITH RECURSIVE host (n, name) AS (
  SELECT 1, 'follower-0001.localhost:$peers_port' UNION ALL
  SELECT n + 1, printf('follower-%04d.localhost:$peers_port', n + 1) FROM host WHERE n < $hosts)
INSERT INTO remote_actor (id, host, handle, type, name, url, inbox, shared_inbox, json, fetched_at)
SELECT 'http://' || name || '/users/marie', name, 'marie@' || name, 'Person', 'Marie', 'http://' || name || '/users/marie',
       'http://' || name || '/users/marie/inbox', 'http://' || name || '/inbox', '{}', strftime('%s', 'now') * 1000 FROM host;
INSERT INTO follower (local_name, actor, activity, since)
SELECT 'noisette', id, id || '/follow', 0 FROM remote_actor;
S
note "followers: $(sql 'SELECT count(*) FROM follower') actors on $(sql 'SELECT count(DISTINCT host) FROM remote_actor') host names of 127.0.0.1, written into the tables of the stopped node by SQL"
start_node

fanout_round() { "$bench" fanout socket="$dir/essaim.sock" peers_port="$peers_port" hosts="$hosts" >"$work/fanout.out"; }
settle() { until [ "$(sql 'SELECT count(*) FROM delivery')" = 0 ]; do sleep 0.1; done; }

cores=$(nproc)
[ "$cores" -lt 2 ] || cores=2
for ((i = 0; i < 2 * rounds - 1; ++i)); do
    openssl_rsa 1 >>"$work/rsa-one"
    openssl_rsa "$cores" >>"$work/rsa-two"
    before=$(processor "$node")
    fanout_round
    settle
    arrived=$(value hosts "$work/fanout.out")
    calculate '%.0f\n' "$arrived/$(value seconds "$work/fanout.out")" >>"$work/fanout.rate"
    note "round $((i + 1)): $arrived of $hosts hosts in $(value seconds "$work/fanout.out") s (the command answered after $(value publish_seconds "$work/fanout.out") s; the sink used $(value sink_cpu "$work/fanout.out") s of processor); the node: $(split_of "$before" "$(processor "$node")" "$hosts") per delivery"
    [ "$(value unsigned "$work/fanout.out")" = 0 ] || note "without a signature: $(value unsigned "$work/fanout.out")"
    [ "$(value posts "$work/fanout.out")" = "$arrived" ] || note "more than once: $(value posts "$work/fanout.out") deliveries"
done
rate=$(median <"$work/fanout.rate")
one=$(awk '{print $1}' "$work/rsa-one" | median) two=$(awk '{print $1}' "$work/rsa-two" | median)
base=$(calculate %.0f "$two")
note "openssl: $(calculate %.0f "$one") signatures/s alone on one core, $base on $cores at once (the baseline: cores that share their units do not double); of twice the former we reach $(calculate %.2f "$rate/(2*$one)")"
ratio=$(calculate %.2f "$rate/$base")
if ! figure "fan-out to $hosts hosts" "$rate /s" "openssl sign $base /s on $cores cores" "$ratio" '>= 0.60' "$ratio >= 0.60"; then
    begin_profile "$node"
    fanout_round
    settle
    end_profile 'fan-out'
fi
stop_node
