#!/usr/bin/env bash
# Fetches the fonts of the pages (OFL-1.1, npm @fontsource-variable/*, pinned by
# the lock file) and puts the latin files beside the style sheet, to be embedded;
# and draws the base map of the directory beside them (node/web/assets/france.mjs).
set -euo pipefail
cd "$(dirname "$0")/../node/web/assets"
# npm writes its own copy of the lock file last: nothing is fetched twice, so
# that a node which was built once starts without a network.
[ node_modules/.package-lock.json -nt package-lock.json ] ||
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
for file in bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal \
            atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal \
            atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-italic \
            source-serif-4/files/source-serif-4-latin-wght-normal; do
    source="node_modules/@fontsource-variable/$file.woff2"
    target="../static/$(basename "$file").woff2"
    cmp -s "$source" "$target" || cp "$source" "$target"
done
map=../static/france.svg
{ [ -e $map ] && [ ! france.mjs -nt $map ]; } || "$(command -v node || command -v nodejs)" france.mjs
