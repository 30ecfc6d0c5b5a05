#!/usr/bin/env bash
# Every static check; prints OK or FAIL per check and fails if one failed.
cd "$(dirname "$0")/../.." || exit 1
python=/usr/bin/python3  # Debian's, with Debian's modules
[ -x "$python" ] || python=python3
failed=0
for check in tests/lint/check_*.py; do
    if output=$("$python" "$check" 2>&1); then
        echo "OK   $check"
    else
        echo "FAIL $check"
        echo "$output" | head -40
        failed=1
    fi
done
exit $failed
