#!/usr/bin/env bash
# The machine that the user sits at, in namespaces of its own: it has the share and the sandbox, starts three hosts and has
# run.ps1 do the rest.
set -euo pipefail
folder=$1
port=8080

mount -t tmpfs none /run
mount -t tmpfs none /srv
mkdir -p /run/sshd /run/netns /srv/party "$folder"/{share/photos,log,home/desk}
hostname desk
ip link set lo up

# Names, keys and programs as they are where ssh is set up.
ssh-keygen -q -t ed25519 -N '' -f "$folder/key"
printf '127.0.0.1 localhost\n127.0.1.1 desk\n' > "$folder/hosts"
number=0
for name in alpha beta gamma; do
    number=$((number + 1))
    printf '10.77.%s.2 %s\n' "$number" "$name" >> "$folder/hosts"
done

cat > "$folder/ssh_config" << END
IdentityFile $folder/key
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
LogLevel ERROR
END
mount --bind "$folder/hosts" /etc/hosts
mount --bind "$folder/ssh_config" /etc/ssh/ssh_config

cat > "$folder/sshd_config" << END
HostKey $folder/key
AuthorizedKeysFile $folder/key.pub
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
Subsystem sftp internal-sftp
Subsystem powershell $PHOTAPS_HOSTS_PWSH -sshs -NoLogo -NoProfile
PidFile none
END
/usr/sbin/sshd -f "$folder/sshd_config" -E "$folder/log/desk"

dotnet out/PhotaPS/sandbox/Phota.Sandbox.dll --port $port --switch picture_size=small > "$folder/log/sandbox" 2>&1 &
for number in 1 2 3; do
    name=$(sed -n "s/^10.77.$number.2 //p" "$folder/hosts")
    mkdir -p "$folder/home/$name"
    ip netns add "$name"
    ip link add "$name" type veth peer name eth0 netns "$name"
    ip addr add "10.77.$number.1/30" dev "$name"
    ip link set "$name" up
    nsenter --net="/run/netns/$name" unshare --uts --mount --pid --mount-proc --fork --kill-child bash tests/hosts/host.sh "$folder" "$name" "$number" $port > "$folder/log/$name" 2>&1 &
done

for name in alpha beta gamma; do
    for _ in $(seq 100); do
        [ ! -e "$folder/home/$name/ready" ] || break
        sleep 0.1
    done

    if [ ! -e "$folder/home/$name/ready" ]; then
        echo "Host $name did not start:"
        cat "$folder/log/$name"
        exit 1
    fi
done

export HOME=$folder/home/desk POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
$PHOTAPS_HOSTS_PWSH -NoProfile -NonInteractive -File tests/hosts/run.ps1 -Folder "$folder" -Port $port
