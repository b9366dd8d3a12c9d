#!/usr/bin/env bash
# Three hosts, one share: what docs/guides/scale-out.md says, on one machine. Each host is a set of namespaces (network, host
# name, mounts, processes) with an sshd and a home of its own; the share is an sshfs, which has no locks across hosts.
#   tests/hosts.sh [--no-build]
# Prints a table and fails where a promise is broken. Leaves with 77 where it cannot be installed. However it ends, its
# namespaces end with it, and so do their processes and mounts.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
    echo "Three hosts were skipped: $1"
    exit 77
}

[ "$(uname -s)" = Linux ] || skip 'they are made of Linux namespaces.'
[ "$(id -u)" = 0 ] || skip 'only root may make hosts.'
if ! command -v sshfs > /dev/null || [ ! -x /usr/sbin/sshd ] || ! command -v ip > /dev/null; then
    command -v apt-get > /dev/null || skip 'sshfs and sshd are not installed, and this is not a Debian.'
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openssh-server openssh-client sshfs iproute2; } > /dev/null 2>&1 ||
        skip 'apt-get could not install openssh-server, sshfs and iproute2.'
fi

unshare --net --uts --mount --pid --fork bash -c 'mount -t tmpfs none /run && ip link add probe0 type veth peer name probe1' > /dev/null 2>&1 || skip 'this root may not make namespaces, mounts and links.'
(: < /dev/fuse) 2> /dev/null || skip 'this root may not use FUSE.'

[ "${1:-}" = --no-build ] || dotnet build -c Release src/PhotaPS --nologo --verbosity quiet
dotnet tool restore > /dev/null

folder=$(mktemp -d)
child=
trap 'exit 130' INT TERM HUP
trap '[ -z "$child" ] || kill -9 "$child" 2> /dev/null || true; wait; rm -rf "$folder"' EXIT
chmod 755 "$folder"
export PHOTAPS_HOSTS_PWSH
PHOTAPS_HOSTS_PWSH="$(command -v dotnet) $(dotnet pwsh -NoProfile -Command '$PSHOME')/pwsh.dll"

# The first process of the namespaces ends with this script, even by kill -9, and all others end with it.
setpriv --pdeathsig KILL unshare --net --uts --mount --pid --mount-proc --fork --kill-child bash tests/hosts/desk.sh "$folder" &
child=$!
status=0
wait "$child" || status=$?
child=
exit "$status"
