# Part of tests/fresh/run.sh: a minimal Debian that reaches its packages and
# npm's in the way this machine does.

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }

# Nothing of this machine's environment, but for how it reaches the outside.
environment=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY NODE_EXTRA_CA_CERTS npm_config_registry; do
    [ -z "${!name:-}" ] || environment+=("$name=${!name}")
done

as_root() { chroot "$root" env -i "${environment[@]}" HOME=/root "$@"; }

# enter USER COMMAND…: in the tree; replaces the shell, so that $! is the command.
enter() {
    local user=$1 home=/home/$1
    shift
    [ "$user" != root ] || home=/root
    exec chroot "$root" env -i "${environment[@]}" HOME="$home" ${ESSAIM_DATA:+ESSAIM_DATA="$ESSAIM_DATA"} \
        setpriv --reuid "$user" --regid "$user" --init-groups \
        sh -c 'cd "$0" && exec "$@"' "$tree" "$@"
}
in_tree() { (enter "$@"); }

# Where this machine's apt finds what Debian labels $1.
mirror_of() {
    apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Origin: Debian' "Label: $1" | sort -u | head -1
}

make_root() {
    local mirror security
    mirror=$(mirror_of Debian)
    security=$(mirror_of Debian-Security)
    [ -n "$mirror" ] || fail "apt knows no Debian mirror here: apt-get update first"
    say "debootstrap $suite"
    mkdir -p "$root"
    chmod 755 "$root"  # mktemp's are closed to the newcomer
    debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 || fail "$(tail -20 "$root.log")"
    mv "$root.log" "$log/debootstrap"
    {
        echo "deb $mirror $suite main"
        echo "deb $mirror $suite-updates main"
        [ -z "$security" ] || echo "deb $security $suite-security main"
    } >"$root/etc/apt/sources.list"
    apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries)' >"$root/etc/apt/apt.conf.d/99fresh" || true
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    # Certificates that somebody added to this machine; installing
    # ca-certificates in the root then takes them over.
    mkdir -p "$root/etc/ssl/certs" "$root/usr/local/share/ca-certificates"
    cp -r /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
    mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    as_root useradd --create-home --shell /bin/bash newcomer
    if [ -f ~/.npmrc ]; then
        cp ~/.npmrc "$root/root/"
        cp ~/.npmrc "$root/home/newcomer/"
        as_root chown newcomer: /home/newcomer/.npmrc
    fi
    as_root apt-get update -qq
}
