#!/usr/bin/env bash
# One host: a name, a network card, a home, the share mounted at /srv/party, and the service forwarded to its own loopback,
# because a key is sent to https or to loopback alone.
set -euo pipefail
folder=$1 name=$2 number=$3 port=$4

hostname "$name"
ip link set lo up
ip link set eth0 up
ip addr add "10.77.$number.2/30" dev eth0
mount -t tmpfs none /run
mkdir /run/sshd
printf '10.77.%s.1 desk\n' "$number" | cat "$folder/hosts" - | grep -v 127.0.1.1 > "$folder/home/$name/hosts"
mount --bind "$folder/home/$name/hosts" /etc/hosts

ssh -f -N -o ExitOnForwardFailure=yes -L "127.0.0.1:$port:127.0.0.1:$port" desk
sshfs desk:"$folder/share" /srv/party -o reconnect,ServerAliveInterval=15
cat "$folder/sshd_config" - > "$folder/home/$name/sshd_config" << END
SetEnv HOME=$folder/home/$name PSModulePath=$PWD/out PHOTA_API_KEY=sandbox-party PHOTA_BASE_URI=http://127.0.0.1:$port POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
END
/usr/sbin/sshd -f "$folder/home/$name/sshd_config" -E "$folder/log/$name-sshd"
touch "$folder/home/$name/ready"
# The first process of the host: it lasts as long as the desk.
exec sleep infinity
