#!/usr/bin/env bash
# The interoperability tests, under the Node.js that Fedify needs (an npm package).
set -euo pipefail
cd "$(dirname "$0")"
export no_proxy="127.0.0.1,localhost" NO_PROXY="127.0.0.1,localhost"
exec node_modules/node-bin-linux-x64/bin/node --test --test-reporter=spec "${@:-fedify.test.mjs}"
