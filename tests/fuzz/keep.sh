#!/usr/bin/env bash
# After run.sh: takes into tests/fuzz/corpus what the fuzzers found and what
# covers code that the corpus does not cover yet (the fewest such inputs).
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${ESSAIM_FUZZ_BUILD:-build/fuzz}
for source in tests/fuzz/*_target.cpp; do
    target=$(basename "$source" _target.cpp)
    [ -d "$build/found/$target" ] || continue
    "$build/tests/fuzz/fuzz_$target" -merge=1 -use_counters=0 -max_len=4096 \
        "tests/fuzz/corpus/$target" "$build/found/$target" > "$build/logs/$target.merge" 2>&1
    printf '%-10s %s inputs, %s bytes\n' "$target" "$(ls "tests/fuzz/corpus/$target" | wc -l)" \
        "$(cat "tests/fuzz/corpus/$target"/* | wc -c)"
done
