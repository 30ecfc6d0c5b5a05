#!/usr/bin/env bash
# Builds the fuzzers with clang-19 and lets each run, one after the other.
#   tests/fuzz/run.sh [seconds each, 600] [targets…]
# ESSAIM_FUZZ_BUILD: where to build and keep what was found (build/fuzz). Fails
# when there is a finding; its input then lies in findings/.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
shift || true
build=${ESSAIM_FUZZ_BUILD:-build/fuzz}
command -v clang++-19 > /dev/null || { echo "needs clang-19, libclang-rt-19-dev, llvm-19"; exit 2; }
cmake --preset fuzz -B "$build" > /dev/null
cmake --build "$build" --target fuzzers -j "${JOBS:-$(nproc)}"
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
symbolizer=$(command -v llvm-symbolizer-19 || true)
export ASAN_SYMBOLIZER_PATH=$symbolizer
mkdir -p "$build/findings" "$build/logs"

targets=("$@")
[ ${#targets[@]} -gt 0 ] || for source in tests/fuzz/*_target.cpp; do
    targets+=("$(basename "$source" _target.cpp)")
done
# Seconds of processor of all children so far: fewer than on the clock when the
# machine has other work. (A subshell would have no children yet.)
processor() {
    times > "$build/logs/times"
    spent=$(awk 'NR == 2 { split($1, t, /[ms]/); print int(t[1] * 60 + t[2]) }' "$build/logs/times")
}
failed=0
for target in "${targets[@]}"; do
    found="$build/found/$target"
    log="$build/logs/$target"
    mkdir -p "$found"
    processor
    before=$spent
    # 4 KB hold every shape of these inputs; the limits beyond have unit tests.
    # -timeout is for endless loops: fuzz.h watches the processor time.
    "$build/tests/fuzz/fuzz_$target" "$found" "tests/fuzz/corpus/$target" \
        -max_total_time="$seconds" -max_len=4096 -timeout=300 -report_slow_units=300 -rss_limit_mb=2048 \
        -dict="tests/fuzz/dictionaries/$target.dict" -print_final_stats=1 \
        -artifact_prefix="$build/findings/$target-" > "$log" 2>&1 || true
    count() { sed -n "s/.*stat::$1: *\([0-9]*\).*/\1/p" "$log" | tail -1; }
    last=$(grep -oE 'cov: [0-9]+ ft: [0-9]+ corp: [0-9]+/[0-9A-Za-z]+' "$log" | tail -1 || true)
    findings=$(grep -c 'ERROR: ' "$log" || true)
    executions=$(count number_of_executed_units)
    [ "$findings" -eq 0 ] && [ -n "$executions" ] || failed=1
    processor
    printf '%-10s %4d s of processor  executions %-10s %s  findings %s\n' "$target" \
        $((spent - before)) "${executions:-none}" "${last:-no coverage}" "$findings"
done
exit $failed
