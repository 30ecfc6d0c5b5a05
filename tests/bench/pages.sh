# Time to the first byte of pages with 1 000 and with 100 000 stored objects, of
# which every hundredth is ours; all authors are followed and all texts can be
# found by their words. Sourced by run.sh. The texts are written into the tables
# of a stopped node by SQL; the node indexes them itself before it is measured.
pages_node() { # objects
    local objects=$1
    new_node "pages-$objects"
    sed -i 's/^\[http\]/[http]\npages_per_minute = 0/' "$dir/essaim.toml"
    sql <<S
PRAGMA synchronous = OFF;
CREATE TEMP TABLE number AS WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < $objects - 1)
SELECT n, n % 100 = 0 AS ours, CASE WHEN n % 100 = 0 THEN '$url/@noisette' ELSE printf('https://n%03d.example/@a', n % 500) END AS actor,
 (1700000000 + n * 60) * 1000 AS at, CASE WHEN n % 100 = 0 THEN '$url/o/' || n ELSE printf('https://n%03d.example/o/%d', n % 500, n) END AS id,
 'mot' || (n % 997) || ' marché noisette coupon' || (n % 89) || ' ' || hex(randomblob(200)) AS words FROM counted;
INSERT INTO following SELECT DISTINCT 'noisette', actor, '$url/a/f' || actor, 'accepted', 0 FROM number WHERE NOT ours;
INSERT INTO object (id, type, actor, local, json, published, updated)
SELECT id, 'Article', actor, ours, json_object('id', id, 'type', 'Article', 'attributedTo', actor, 'to', 'https://www.w3.org/ns/activitystreams#Public', 'name', 'Texte ' || n, 'content', words), at, at FROM number;
INSERT INTO post (id, local, author, slug, title, summary, source, html, url, language, state, published, updated)
SELECT id, ours, actor, CASE WHEN ours THEN 'texte-' || n END, 'Texte ' || n, 'Le marché du jour ' || n, words, '<p>' || words || '</p>', id, 'fr', 'published', at, at FROM number;
INSERT INTO search_todo SELECT id FROM number;
INSERT INTO job (kind, payload, run_at) VALUES ('search.posts', '', 0);
S
    start_node
    until [ "$(sql 'SELECT count(*) FROM search_todo')" = 0 ]; do sleep 0.5; done
    python3 - "$port" >"$work/pages.$objects" <<'P'
import http.client, sys, time
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
targets = ["/", "/actualites", "/actualites/texte-100", "/actualites.atom", "/agenda", "/documents", "/reseau", "/reseau/annuaire",
           "/reseau/chiffres", "/recherche?q=march%C3%A9+mot17", "/recherche?q=noisette", "/suivre"]
everything = []
for target in targets:
    times = []
    for _ in range(60):
        begun = time.perf_counter()
        connection.request("GET", target, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        times.append((time.perf_counter() - begun) * 1000)
        answer.read()
        assert answer.status == 200, target
    times.sort()
    everything += times
    print(f"{target} {times[int(len(times) * .95)]:.1f}")
everything.sort()
print(f"p50 {everything[len(everything) // 2]:.1f}\np95 {everything[int(len(everything) * .95)]:.1f}")
P
    note "$objects objects, p95 of each page in ms: $(paste -sd' ' "$work/pages.$objects")"
    stop_node
    rm -rf "$dir"
}
pages_node 1000
pages_node 100000
p95=$(value p95 "$work/pages.100000") few=$(value p95 "$work/pages.1000")
figure 'first byte of a page with 100 000 objects' "p95 $p95 ms, p50 $(value p50 "$work/pages.100000") ms" "1 000 objects: p95 $few ms" "$(calculate %.2f "$p95/$few")" '<= 20 ms' "$p95 <= 20" || true
