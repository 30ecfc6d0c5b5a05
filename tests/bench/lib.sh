# Shared by the parts of tests/bench/run.sh; sourced, never run.
# A figure is a line of $work/figures: name|measured|baseline|ratio|goal|reached.

now() { date +%s%N; }
free_port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'; }
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
calculate() { awk "BEGIN {printf \"$1\", $2}"; }                      # format expression
value() { awk -v name="$1" '$1 == name {print $2; found=1} END {if (!found) print 0}' "$2"; }  # name file
note() { echo "  $*"; }

# name, measured with its unit, baseline, ratio, goal, whether it is reached (an expression of awk)
figure() {
    local reached
    reached=$(awk "BEGIN {print ($6) ? \"yes\" : \"no\"}")
    echo "$1|$2|$3|$4|$5|$reached" >>"$work/figures"
    [ "$reached" = yes ]
}

print_table() {
    echo
    { echo 'figure|measured|baseline|ratio|goal|reached'; cat "$work/figures"; } | awk -F'|' '
        {for (i = 1; i <= NF; ++i) {cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i)}}
        END {for (r = 1; r <= NR; ++r) {
            line = "|"; rule = "|"
            for (i = 1; i <= NF; ++i) {line = line sprintf(" %-" width[i] "s |", cell[r, i]); d = sprintf("%" width[i] "s", ""); gsub(/ /, "-", d); rule = rule "-" d "-|"}
            print line; if (r == 1) print rule}}'
}

# A node in $work/NAME: sets dir, port, url. Further arguments go to `init`.
new_node() {
    local name=$1
    shift
    dir=$work/$name port=$(free_port)
    url=http://127.0.0.1:$port
    "$program" --dir "$dir" init --url "$url" --port "$port" --name noisette --title 'La Noisette' \
        "$@" --yes >/dev/null 2>&1
}

accept='Accept: application/activity+json'
within=()       # what starts the program, if anything does
start_node() { # sets node; waits for its first answer, which it leaves in $work/actor.json
    "${within[@]}" "$program" --dir "$dir" serve >/dev/null 2>"$dir/log" &
    node=$!
    until curl -sf -o "$work/actor.json" -H "$accept" "$url/@noisette"; do
        kill -0 "$node" 2>/dev/null || { cat "$dir/log" >&2; exit 1; }
    done
}

stop_node() {
    [ -n "$node" ] || return 0
    kill "$node" 2>/dev/null || true
    wait "$node" || true
    node=''
}

sql() { sqlite3 -cmd '.timeout 10000' "$dir/essaim.db" "$@"; }

# Processor time of a process so far: user and system, in seconds.
processor() { awk -v hz="$(getconf CLK_TCK)" '{print $14 / hz, $15 / hz}' "/proc/$1/stat"; }
split_of() { # before, after ("user system" each), operations: what one of them took
    awk -v a="$1" -v b="$2" -v n="$3" 'BEGIN {split(a, x, " "); split(b, y, " ");
        printf "%.0f us user + %.0f us system", (y[1]-x[1])/n*1e6, (y[2]-x[2])/n*1e6}'
}

# openssl's RSA 2048 by the clock on the wall: "signatures verifications" per second
openssl_rsa() { # cores
    openssl speed -elapsed -seconds 2 -multi "$1" rsa2048 2>/dev/null |
        awk '$1 == "rsa" && $2 == "2048" {print $(NF-1), $NF}'
}

# Where the node's processor time goes while a load runs. perf needs a kernel
# that lets it look.
begin_profile() { # process
    profiler=''
    command -v perf >/dev/null || return 0
    perf record -q -e cpu-clock -F 499 -g -o "$work/perf.data" -p "$1" >/dev/null 2>&1 &
    profiler=$!
    sleep 0.5
}
end_profile() { # title
    [ -n "$profiler" ] || { note "$1: no perf here, so only the processor times above"; return 0; }
    kill -INT "$profiler" 2>/dev/null || true
    wait "$profiler" || true
    profiler=''
    print_profile "$1"
}
print_profile() { # title
    local by lines
    for by in comm dso symbol; do
        lines=8
        case $by in
            comm) note "$1, share of the processor time by thread:" ;;
            dso) note "$1, by library:" ;;
            symbol) note "$1, by function:"; lines=14 ;;
        esac
        perf report -i "$work/perf.data" --no-children -g none --sort "$by" --stdio 2>/dev/null |
            awk '$1 ~ /%$/ && $1 + 0 >= 1.5 {gsub(/ +- +-/, ""); print "   ", substr($0, 1, 100)}' | head -"$lines"
    done
}
