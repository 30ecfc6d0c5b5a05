# Ready to answer, and memory at rest. Sourced by run.sh.
starts=${STARTS:-11}
new_node start
"$bench" start program="$program" dir="$dir" port="$port" path=/@noisette times="$starts" | awk '{printf "%.1f\n", $2}' >"$work/starts"
took=$(median <"$work/starts")
note "$starts starts, from the process to the end of the first answer (the actor's JSON): $(sort -n "$work/starts" | paste -sd' ') ms"
if ! figure 'ready to answer' "$took ms" - - '<= 100 ms' "$took <= 100" && command -v perf >/dev/null; then
    perf record -q -e cpu-clock -F 4999 -g -o "$work/perf.data" "$bench" start program="$program" dir="$dir" port="$port" path=/@noisette times=3 >/dev/null 2>&1
    print_profile 'ready to answer'
fi
start_node
sleep 3
rss=$(awk '/^VmRSS/ {printf "%.1f", $2 * 1024 / 1e6}' "/proc/$node/status")
note "memory 3 s after the start: $(awk '/^(VmRSS|RssAnon|RssFile|Threads)/ {printf "%s %s %s  ", $1, $2, $3}' "/proc/$node/status")"
figure 'idle resident memory' "$rss MB" - - '<= 20 MB' "$rss <= 20" ||
    note "bounded by (kB resident, largest mappings): $(awk '/^[0-9a-f]+-/ {name = $6 == "" ? "anonymous" : $6; sub(".*/", "", name)} /^Rss:/ {sum[name] += $2} END {for (n in sum) print sum[n], n}' "/proc/$node/smaps" | sort -rn | head -9 | paste -sd';')"
stop_node
