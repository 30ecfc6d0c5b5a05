# 100 000 Deletes of actors that nobody here knows, as when a large server
# forgets its people. Sourced by run.sh.
strangers=${STRANGERS:-100000}
peers_port=$(free_port)
new_node storm --allow-address "127.0.0.1:$peers_port"
start_node
rows() { sql 'SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM object) + (SELECT count(*) FROM undone) + (SELECT count(*) FROM remote_actor) + (SELECT count(*) FROM remote_key)'; }
memory() { awk '/^VmRSS/ {printf "%.1f", $2 * 1024 / 1e6}' "/proc/$node/status"; }
storm_of() { "$bench" storm port="$port" peers_port="$peers_port" hosts=100 requests="$1" connections="$connections" >"$work/storm.out"; }
storm_of 2000  # its buffers and threads are there
rows_before=$(rows) memory_before=$(memory) disk_before=$(du -sk "$dir" | cut -f1) before=$(processor "$node")
storm_of "$strangers"
note "$strangers Deletes in $(value seconds "$work/storm.out") s: $(grep '^status_' "$work/storm.out" | paste -sd' '); $(split_of "$before" "$(processor "$node")" "$strangers") each"
note "the node asked others $(value requests_to_others "$work/storm.out") times; rows $rows_before, then $(rows); memory $memory_before MB, then $(memory); on the disk $disk_before kB, then $(du -sk "$dir" | cut -f1)"
grown=$(calculate %.1f "$(memory)-$memory_before")
figure "$strangers Deletes of strangers" "$(value requests_to_others "$work/storm.out") requests, $(($(rows) - rows_before)) rows, $grown MB" - - 'none, none, none' \
    "$(value requests_to_others "$work/storm.out") == 0 && $(rows) == $rows_before && $grown < 2" || true
stop_node
