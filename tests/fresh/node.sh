# Part of tests/fresh/run.sh: starting, looking at and stopping what deploy/run
# starts, from outside.

page() { curl -sS --noproxy '*' --max-time 20 -o "$log/page" -w '%{http_code} %{content_type}' "$@"; }
expect() {  # expect WHAT STATUS-AND-TYPE WORDS CURL-ARGUMENTS…: in the answer
    local what=$1 wanted=$2 words=$3 got
    shift 3
    got=$(page "$@") || got="no answer"
    [[ $got == "$wanted"* ]] || fail "$what: $got instead of $wanted ($*)"
    grep -q -- "$words" "$log/page" || fail "$what: not in the answer: $words ($*)"
    say "$what: $got"
}

# start NAME USER COMMAND…: in the background, output in $log/NAME; waits until
# $until, a command, succeeds.
start() {
    local name=$1 patience=3600
    shift
    enter "$@" >"$log/$name" 2>&1 &
    process=$!
    until $until; do
        kill -0 $process 2>/dev/null || fail "$name ended:" "$(tail -60 "$log/$name")"
        [ $((patience -= 1)) -gt 0 ] || fail "$name is not ready after an hour:" "$(tail -60 "$log/$name")"
        sleep 1
    done
}
stop() {  # stop NAME
    local status=0
    kill -TERM $process
    wait $process || status=$?
    [ $status -eq 0 ] || fail "$1 ended with $status:" "$(tail -20 "$log/$1")"
}

node_is_ready() { grep -q '"event":"ready"' "$log/$name"; }
start_node() {  # start_node NAME USER: deploy/run
    until=node_is_ready
    say "deploy/run"
    start "$1" "$2" deploy/run
    sleep 1  # the welcome link follows
}
welcome_link() { grep -o 'http://localhost:8470/bienvenue/[^ ]*' "$log/$1" || true; }

check_pages() {  # check_pages LINK
    local self
    [ -n "$1" ] || fail "no welcome link:" "$(tail -20 "$log/first")"
    expect "home page" "200 text/html" "Mon association" http://localhost:8470/
    expect "/sante" 200 . http://localhost:8470/sante
    expect "welcome page" "200 text/html" "<form" "$1"
    expect "font" "200 font/woff2" . \
        http://localhost:8470/static/atkinson-hyperlegible-next-latin-wght-normal.woff2
    expect "WebFinger" "200 application/jrd+json" self \
        'http://localhost:8470/.well-known/webfinger?resource=acct:association@localhost:8470'
    self=$(jq -r 'first(.links[] | select(.rel == "self" and .type == "application/activity+json")).href' "$log/page")
    expect "actor" "200 application/activity+json" publicKeyPem -H 'Accept: application/activity+json' "$self"
    [ "$(jq -r .id "$log/page")" = "$self" ] || fail "the actor's id is not $self"
}

demo_is_ready() { [ -s "$log/ready.json" ]; }
check_demo() {  # check_demo USER: three nodes, and each shows what the others published
    local urls url other
    until=demo_is_ready
    say "deploy/run demo"
    start demo "$1" deploy/run demo --headless --ready-file /tmp/ready.json
    mapfile -t urls < <(jq -r '.[].url' "$log/ready.json")
    [ ${#urls[@]} -eq 3 ] || fail "${#urls[@]} nodes instead of three"
    sleep 5  # deliveries
    for url in "${urls[@]}"; do
        for other in "${urls[@]}"; do
            [ "$other" != "$url" ] || continue
            # curl may not know by itself that *.localhost is this machine
            expect "demo, $url shows ${other#http://}" "200 text/html" "<span>@[a-z]*@${other#http://}</span>" \
                --resolve "*:${url##*:}:127.0.0.1" "$url/reseau"
        done
    done
    stop demo
}
