# The directory with 150 nodes and 2 000 cards, and with 1 500 and 20 000: a first
# round over all of them, a round in which nothing is new, the pages of filters; then
# ten figures of each card, and the pages of sums.
# Sourced by run.sh. One process plays the nodes; they are followed, so that their
# cards are on the public pages.
directory_node() { # nodes cards
    local nodes=$1 cards=$2 before after round
    peers_port=$(free_port)
    new_node "directory-$nodes" --allow-address "127.0.0.1:$peers_port"
    sed -i 's/^\[http\]/[http]\npages_per_minute = 0/' "$dir/essaim.toml"
    openssl genrsa 2048 2>/dev/null | openssl rsa -pubout -out "$work/peers.pem" 2>/dev/null
    python3 "$here/directory_peers.py" "$peers_port" "$nodes" "$cards" "$work/peers.pem" >"$work/peers.out" &
    web=$!
    until grep -q ready "$work/peers.out"; do sleep 0.1; done
    sql <<S
WITH RECURSIVE host (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM host WHERE n < $nodes - 1)
INSERT INTO following SELECT 'noisette', printf('http://n%04d.localhost:$peers_port/@a', n), '$url/a/f' || n, 'accepted', 0 FROM host;
S
    for round in first unchanged; do
        sql "INSERT INTO job (kind, payload, run_at) VALUES ('directory.crawl', '', 0)"
        start_node
        before=$(now)
        until grep -q '"event":"directories read"' "$dir/log"; do sleep 0.1; done
        after=$(now)
        awk '/^VmHWM/ {printf "%.0f\n", $2 * 1024 / 1e6}' "/proc/$node/status" >"$work/directory.$nodes.$round.memory"
        processor "$node" | awk '{printf "%.2f\n", $1 + $2}' >"$work/directory.$nodes.$round.cpu"
        calculate '%.1f\n' "($after-$before)/1e9" >"$work/directory.$nodes.$round.wall"
        note "$nodes nodes, $round round: $(cat "$work/directory.$nodes.$round.wall") s, $(cat "$work/directory.$nodes.$round.memory") MB, $(cat "$work/directory.$nodes.$round.cpu") s of processor; $(grep '"event":"directories read"' "$dir/log" | sed 's/.*"peers"/"peers"/; s/[{}"]//g')"
        [ "$round" = unchanged ] || stop_node
    done
    sql <"$here/directory_figures.sql"
    python3 - "$port" >"$work/directory.$nodes.pages" <<'P'
import http.client, sys, time
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
queries = ["departement=64", "departement=38&nature=localCurrency", "region=BRE", "nature=monnaies&etat=circulating", "q=noisette", "q=lucioles+12", "nature=temps",
           "autour=Ville+12&km=50", "support=app&departement=75", "qui=elle-meme", "recent=1&region=OCC", "pays=FR&nature=partenaires&page=3"]
def measure(name, targets, rounds):
    times, largest = [], 0
    for _ in range(rounds):
        for target in targets:
            begun = time.perf_counter()
            connection.request("GET", target, headers={"Accept": "text/html"})
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, target
            times.append((time.perf_counter() - begun) * 1000)
            largest = max(largest, len(body))
    times.sort()
    print(f"{name}_p50 {times[len(times) // 2]:.1f}\n{name}_p95 {times[int(len(times) * .95)]:.1f}\n{name}_bytes {largest}")
measure("filter", ["/reseau/annuaire?" + query for query in queries], 20)
measure("whole", ["/reseau/annuaire"], 40)
sums = ["", "chiffre=individualMembers", "chiffre=circulatingUnits&date=2024-12-31", "chiffre=activeProfessionals&region=BRE", "chiffre=exchangePoints&departement=38&mois=60",
        "nature=temps&chiffre=individualMembers", "chiffre=individualMembers&date=2025-06-30&depuis=2022-12-31", "chiffre=circulatingUnits&mois=60&pays=FR"]
measure("sums", ["/reseau/chiffres?" + query for query in sums], 20)
P
    {
        cat "$work/directory.$nodes.first.memory"
        awk '/^VmHWM/ {printf "%.0f\n", $2 * 1024 / 1e6}' "/proc/$node/status"
    } | sort -n | tail -1 >"$work/directory.$nodes.memory"  # of both processes: the round, and the pages
    note "$nodes nodes, $(sql "SELECT count(*) FROM card WHERE shown = 1") cards on the public pages, $(sql "SELECT count(*) FROM observation") figures: $(paste -sd' ' "$work/directory.$nodes.pages"); memory $(cat "$work/directory.$nodes.memory") MB, data $(du -sm "$dir" | cut -f1) MB"
    stop_node
    kill "$web"; wait "$web" 2>/dev/null || true; web=''
    rm -rf "$dir"
}
directory_node 150 2000
directory_node 1500 20000
p95=$(value filter_p95 "$work/directory.1500.pages") cpu=$(cat "$work/directory.1500.unchanged.cpu") memory=$(cat "$work/directory.1500.memory")
figure 'directory, 20 000 cards: a page of a filter' "p95 $p95 ms" "2 000 cards: $(value filter_p95 "$work/directory.150.pages") ms" "$(calculate %.1f "$p95/$(value filter_p95 "$work/directory.150.pages")")" '<= 50 ms' "$p95 <= 50" || true
sums=$(value sums_p95 "$work/directory.1500.pages")
figure 'directory, 200 000 figures: a page of sums' "p95 $sums ms" "20 000 figures: $(value sums_p95 "$work/directory.150.pages") ms" "$(calculate %.1f "$sums/$(value sums_p95 "$work/directory.150.pages")")" '<= 100 ms' "$sums <= 100" || true
figure 'directory, 1 500 nodes: a round without news' "$cpu s of processor, $(cat "$work/directory.1500.unchanged.wall") s" "150 nodes: $(cat "$work/directory.150.unchanged.cpu") s" "$(calculate %.1f "$cpu/$(cat "$work/directory.150.unchanged.cpu")")" '<= 300 s' "$cpu <= 300" || true
figure 'directory, 1 500 nodes: the first round' "$(cat "$work/directory.1500.first.cpu") s of processor" "150 nodes: $(cat "$work/directory.150.first.cpu") s" "$(calculate %.1f "$(cat "$work/directory.1500.first.cpu")/$(cat "$work/directory.150.first.cpu")")" - 1 || true
figure 'directory, 1 500 nodes: memory at most' "$memory MB" "150 nodes: $(cat "$work/directory.150.memory") MB" "$(calculate %.1f "$memory/$(cat "$work/directory.150.memory")")" '<= 120 MB' "$memory <= 120" || true
