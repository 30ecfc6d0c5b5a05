#!/usr/bin/env bash
# Installs the Debian packages listed in the given files, if any is missing.
set -euo pipefail
wanted=$(cat "$@" | grep -v '^#' | grep -v '^$')
missing=()
for package in $wanted; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
# npm comes with some Node.js packages; the command is what counts
if command -v npm >/dev/null 2>&1; then
    kept=()
    for package in "${missing[@]}"; do [ "$package" = npm ] || kept+=("$package"); done
    missing=("${kept[@]}")
fi
[ ${#missing[@]} -eq 0 ] && exit 0
sudo=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        echo "Debian packages are missing, and only root may install them (there is no sudo). As root:" >&2
        echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
        echo "Then run this command again, as yourself." >&2
        exit 1
    }
    sudo=sudo
fi
echo "Installing: ${missing[*]}"
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
