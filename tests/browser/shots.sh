#!/usr/bin/env bash
# Draws the README's pictures anew into docs/img, from `essaim demo`.
# ESSAIM and CHROMIUM as in run.sh; pngquant (Debian) makes the files small.
set -euo pipefail
cd "$(dirname "$0")"
if [ ! -d node_modules ]; then npm ci --ignore-scripts --no-audit --no-fund; fi
export no_proxy="127.0.0.1,localhost,.localhost" NO_PROXY="127.0.0.1,localhost,.localhost"
node=../interop/node_modules/node-bin-linux-x64/bin/node
[ -x "$node" ] || node=node
exec "$node" shots.mjs
