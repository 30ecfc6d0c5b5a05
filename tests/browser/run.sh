#!/usr/bin/env bash
# The journeys of people, in a real browser (Chromium), against `essaim demo`.
# ESSAIM names the program; CHROMIUM another browser than /usr/bin/chromium.
set -euo pipefail
cd "$(dirname "$0")"
if [ ! -d node_modules ]; then npm ci --ignore-scripts --no-audit --no-fund; fi
export no_proxy="127.0.0.1,localhost,.localhost" NO_PROXY="127.0.0.1,localhost,.localhost"
exec ../interop/node_modules/node-bin-linux-x64/bin/node --test --test-reporter=spec "${@:-*.test.mjs}"
