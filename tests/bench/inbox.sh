# Signed inbox POSTs, each on the disk (WAL, synchronous=FULL) before its 202.
# Sourced by run.sh. Create{Note} of actors the node follows, so that each is
# stored twice: as received, and, after the answer, as what it says. The peers
# are $peers hosts with a key each, within what may wait of one host (D6: 1000).
peers=40 requests=${REQUESTS:-20000}
peers_port=$(free_port)
new_node inbox --allow-address "127.0.0.1:$peers_port"
{
    echo 'BEGIN;'
    for ((r = 0; r <= rounds; ++r)); do for ((p = 0; p < peers; ++p)); do
        printf "INSERT INTO following VALUES ('noisette','http://peer-r%d-%04d.localhost:%d/users/marie','%s/a/f%d-%d','accepted',0);\n" \
            "$r" "$p" "$peers_port" "$url" "$r" "$p"
    done; done
    echo 'COMMIT;'
} | sql
note "followed actors: written into the table of the stopped node by SQL; their keys: fetched by the node from their documents"
start_node

inbox_round() { # number, extra arguments
    local number=$1
    shift
    "$bench" inbox port="$port" peers_port="$peers_port" tag="r$number" peers="$peers" \
        requests="$requests" connections="$senders" "$@" >"$work/inbox.$number"
}
wait_until_done() { until [ "$(sql "SELECT count(*) FROM inbox WHERE state = 'waiting'")" = 0 ]; do sleep 0.1; done; }

for ((i = 0; i < rounds; ++i)); do
    openssl_rsa 1 >>"$work/rsa1"
    before=$(processor "$node")
    inbox_round "$i"
    out=$work/inbox.$i
    sent=$(now)
    answered=$(processor "$node")
    wait_until_done
    drained=$(calculate %.1f "($(now)-$sent)/1e9")
    accepted=$(value status_202 "$out")
    calculate '%.0f\n' "$accepted/$(value seconds "$out")" >>"$work/inbox.rate"
    calculate '%.0f\n' "$accepted/($(value seconds "$out")+$drained)" >>"$work/inbox.through"
    note "round $((i + 1)): $accepted of $requests accepted in $(value seconds "$out") s (p50 $(value p50_ms "$out") ms, p99 $(value p99_ms "$out") ms; the loader used $(value loader_cpu "$out") s of processor); all acted upon $drained s later; the node until the last answer: $(split_of "$before" "$answered" "$accepted") per activity"
    [ "$accepted" = "$requests" ] || note "not accepted: $(grep '^status_' "$out" | paste -sd' ')"
done
stored=$(sql "SELECT count(*) FROM object WHERE type = 'Note' AND local = 0")
note "notes stored by the node: $stored (each round sends $((requests + peers)))"
note "activities accepted and acted upon, one after the other: $(paste -sd' ' "$work/inbox.through") /s"
rate=$(median <"$work/inbox.rate") verify=$(awk '{print $2}' "$work/rsa1" | median)
ratio=$(calculate %.3f "$rate/$verify")
if ! figure "signed inbox POSTs ($(value request_bytes "$work/inbox.0") bytes)" "$rate /s" \
    "openssl verify $(calculate %.0f "$verify") /s, one core" "$ratio" '>= 6000 /s, >= 0.10' "$rate >= 6000 && $ratio >= 0.10"; then
    rm -f "$work/go"
    inbox_round "$rounds" wait_for="$work/go" &
    loader=$!
    until grep -q request_bytes "$work/inbox.$rounds" 2>/dev/null; do sleep 0.1; done
    begin_profile "$node"
    touch "$work/go"
    wait "$loader"
    end_profile 'signed inbox POSTs'
    wait_until_done
fi
stop_node
