"""The nodes that tests/bench/directory.sh crawls: as many as asked, told apart by the Host
header (n0007.localhost), each with an actor, a directory in two steps and thirteen or so cards
of its own server. Conditional requests are answered 304. Prints "ready" and serves until killed.
    directory_peers.py PORT NODES CARDS KEY.pem"""
import hashlib
import http.server
import json
import sys

port, nodes, cards, pem = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), open(sys.argv[4]).read()
public = "https://www.w3.org/ns/activitystreams#Public"
kinds = ["localCurrency"] * 6 + ["sel", "timeBank", "mutualCredit", "partner"]
departments = [f"{n:02d}" for n in range(1, 96) if n != 20]
words = ["abeille", "noisette", "genêt", "lucioles", "galléco", "roue", "pêche", "buzuk", "gonette", "cairn", "soudicy", "florain"]


def card(node, number):
    base = f"http://n{node:04d}.localhost:{port}"
    serial = node * 13 + number
    name = f"La {words[serial % len(words)]} {serial}"
    own = number == 0
    department = departments[serial * 7 % len(departments)]
    return {
        "type": "Initiative", "id": f"{base}/fiches/{number}", "attributedTo": f"{base}/@a", "to": [public], "name": name,
        "kind": kinds[serial % len(kinds)], "status": ["circulating", "project", "stopped"][serial % 3], "method": "self" if own else "thirdParty",
        "place": {"town": f"Ville {serial % 700}", "departmentCode": department, "country": "FR"},
        "geo": {"lat": round(43.5 + serial % 600 / 100, 3), "lon": round(-1 + serial * 37 % 700 / 100, 3)},
        "launchedOn": str(2008 + serial % 17), "website": base if own else f"https://initiative-{serial}.example/",
        "legalEntityName": f"Association {name}", "medium": ["notes", "app"][: 1 + serial % 2], "unitValue": {"amount": 1, "per": "EUR"},
        "summary": "Une monnaie locale, complémentaire et citoyenne, pour que la richesse reste au pays. " * 2,
        "source": f"n{node:04d}.localhost [2026]", "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
        "published": "2026-01-01T00:00:00Z", "updated": "2026-01-01T00:00:00Z",
    }


def document(node, path):
    base = f"http://n{node:04d}.localhost:{port}"
    mine = cards // nodes + (1 if node < cards % nodes else 0)
    if path == "/@a":
        return {"@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"], "id": f"{base}/@a", "type": "Organization",
                "preferredUsername": "a", "name": f"Nœud {node}", "inbox": f"{base}/inbox", "outbox": f"{base}/outbox", "directory": f"{base}/fiches",
                "publicKey": {"id": f"{base}/@a#main-key", "owner": f"{base}/@a", "publicKeyPem": pem}}
    if path == "/fiches":
        return {"@context": "https://www.w3.org/ns/activitystreams", "id": f"{base}/fiches", "type": "OrderedCollection", "totalItems": mine, "first": f"{base}/fiches?page=1"}
    if path == "/fiches?page=1":
        return {"@context": "https://www.w3.org/ns/activitystreams", "id": f"{base}/fiches?page=1", "type": "OrderedCollectionPage", "partOf": f"{base}/fiches",
                "orderedItems": [card(node, number) for number in range(mine)]}
    return None


class Peer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        node = int(self.headers["Host"].split(".")[0][1:])
        found = document(node, self.path)
        body = b"" if found is None else json.dumps(found).encode()
        tag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        known = self.headers.get("If-None-Match") == tag
        self.send_response(404 if found is None else 304 if known else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", "application/activity+json")
        self.send_header("Content-Length", "0" if known else str(len(body)))
        self.end_headers()
        if not known:
            self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256


server = Server(("127.0.0.1", port), Peer)
print("ready", flush=True)
server.serve_forever()
