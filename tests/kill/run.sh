#!/usr/bin/env bash
# Nodes that are killed lose nothing they acknowledged. CYCLES and SEED may be given.
set -euo pipefail
cd "$(dirname "$0")"
export no_proxy="127.0.0.1,localhost" NO_PROXY="127.0.0.1,localhost"
if [ $# -eq 0 ]; then set -- kill.test.mjs imports.test.mjs; fi
exec ../interop/node_modules/node-bin-linux-x64/bin/node --test --test-reporter=spec "$@"
