#!/usr/bin/env bash
# The interoperability tests, or those named, under the Node.js that Fedify
# needs (an npm package). Everything is on loopback; each file starts its own node.
# New packages: pin them in package.json, then `npm install --package-lock-only`;
# .npmrc keeps download addresses out of the lock file.
set -euo pipefail
cd "$(dirname "$0")"
export no_proxy="127.0.0.1,localhost" NO_PROXY="127.0.0.1,localhost"
exec node_modules/node-bin-linux-x64/bin/node --test --test-reporter=spec "${@:-*.test.mjs}"
