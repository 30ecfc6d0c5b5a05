# What accepting one activity costs with 10 000 and with 1 000 000 stored
# objects. Sourced by run.sh. The objects are written into the tables of a
# stopped node by SQL; each is as long as what the load sends.
few=${FEW:-10000} many=${MANY:-1000000} peers=40 requests=${REQUESTS:-20000}
growth_node() { # objects
    peers_port=$(free_port)
    new_node "growth-$1" --allow-address "127.0.0.1:$peers_port"
    sql <<S
PRAGMA synchronous = OFF;
CREATE TEMP TABLE number AS WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < $1 - 1) SELECT n, printf('http://old-%03d.localhost:$peers_port/users/marie', n % 500) AS actor, (1700000000 + n) * 1000 AS at FROM counted;
INSERT INTO object (id, type, actor, local, json, published, updated)
SELECT actor || '/statuses/' || n, 'Note', actor, 0, json_object('id', actor || '/statuses/' || n, 'type', 'Note', 'attributedTo', actor, 'content', hex(randomblob(900))), at, at FROM number;
INSERT INTO post (id, local, author, title, summary, source, html, url, language, state, published, updated)
SELECT actor || '/statuses/' || n, 0, actor, '', '', '', '<p>' || hex(randomblob(400)) || '</p>', actor || '/statuses/' || n, 'fr', 'published', at, at FROM number;
INSERT INTO inbox (activity, actor, host, received_at, state, body)
SELECT actor || '/statuses/' || n || '/activity', actor, substr(actor, 8, instr(substr(actor, 8), '/') - 1), strftime('%s', 'now') * 1000, 'done', '' FROM number;
S
    {
        echo 'BEGIN;'
        for ((r = 0; r <= rounds; ++r)); do for ((p = 0; p < peers; ++p)); do
            printf "INSERT INTO following VALUES ('noisette','http://peer-g%d-%04d.localhost:%d/users/marie','%s/a/f%d-%d','accepted',0);\n" "$r" "$p" "$peers_port" "$url" "$r" "$p"
        done; done
        echo 'COMMIT;'
    } | sql
    start_node
    for ((r = 0; r < rounds; ++r)); do
        local before after
        before=$(processor "$node")
        "$bench" inbox port="$port" peers_port="$peers_port" tag="g$r" peers="$peers" requests="$requests" connections="$senders" >"$work/growth"
        until [ "$(sql "SELECT count(*) FROM inbox WHERE state = 'waiting'")" = 0 ]; do sleep 0.1; done
        after=$(processor "$node")
        [ "$(value status_202 "$work/growth")" = "$requests" ] || note "not accepted: $(grep '^status_' "$work/growth" | paste -sd' ')"
        awk -v a="$before" -v b="$after" -v n="$requests" 'BEGIN {split(a, x, " "); split(b, y, " "); printf "%.0f\n", (y[1] + y[2] - x[1] - x[2]) / n * 1e6}' >>"$work/growth.$1.cpu"
        calculate '%.0f\n' "$requests/$(value seconds "$work/growth")" >>"$work/growth.$1.rate"
    done
    note "$1 objects ($(sql 'SELECT count(*) FROM object') in the end, $(du -sm "$dir" | cut -f1) MB): $(paste -sd' ' "$work/growth.$1.rate") /s accepted; stored and acted upon, $(paste -sd' ' "$work/growth.$1.cpu") us of processor each"
    stop_node
    rm -rf "$dir"
}
growth_node "$few"
growth_node "$many"
small=$(median <"$work/growth.$few.cpu") large=$(median <"$work/growth.$many.cpu")
slow=$(median <"$work/growth.$few.rate") fast=$(median <"$work/growth.$many.rate")
ratio=$(calculate %.2f "$large/$small")
figure "one activity with $many objects" "$large us of processor, $fast /s" "with $few: $small us, $slow /s" "$ratio" '<= 1.3' "$ratio <= 1.3" || true
