#!/usr/bin/env bash
# Runs the Pester suite in PowerShell for Windows, and the client's tests on .NET for Windows, under Wine.
#   tests/windows.sh [--no-build] [NAME ...]     a name is that of a Pester file (Enhance), or client; without one, all
# Everything is made of Debian's and NuGet's packages, in the folder that PHOTAPS_WINDOWS_FOLDER names, which a later run
# finds again, or in a temporary one. Leaves with 77 where it cannot be installed.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
    echo "Windows was skipped: $1"
    exit 77
}

build=1
if [ "${1:-}" = --no-build ]; then
    build=0
    shift
fi

[ "$(uname -sm)" = 'Linux x86_64' ] || skip 'Wine runs it on Linux for x64 alone.'
[ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || skip 'only root of a Debian may install Wine.'
unshare --mount true 2> /dev/null || skip 'this root may not mount.'

folder=${PHOTAPS_WINDOWS_FOLDER:-}
if [ -z "$folder" ]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
fi

mkdir -p "$folder"
folder=$(realpath "$folder")
chmod 755 "$folder"
debian=$folder/debian

# Runs a program in the Debian in the folder. Its mounts and all that it starts end with it.
inside() {
    unshare --mount --pid --fork --kill-child bash -c '
        debian=$1 folder=$2 && shift 2
        mount -t proc proc "$debian/proc"
        mount --rbind /dev "$debian/dev"
        for bound in "$folder" "$PWD"; do
            mkdir -p "$debian$bound"
            mount --bind "$bound" "$debian$bound"
        done
        exec chroot "$debian" "$@"' inside "$debian" "$folder" "$@"
}

# Debian 13: the Wine of Debian 12 cannot load .NET 8 and later.
if [ ! -f "$folder/debian.done" ]; then
    { apt-get update && apt-get install -y --no-install-recommends debootstrap; } > "$folder/install.log" 2>&1 || skip "apt-get could not install debootstrap: $(tail -n 1 "$folder/install.log")"
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
    [ -n "$mirror" ] || skip "apt-get's sources name no mirror of Debian."
    rm -rf "$debian"
    mkdir "$debian"
    {
        debootstrap --variant=minbase trixie "$debian" "$mirror" &&
            printf '127.0.0.1 localhost\n::1 localhost\n' > "$debian/etc/hosts" &&
            inside env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends wine wine64 gcc-mingw-w64-x86-64-win32
    } >> "$folder/install.log" 2>&1 || skip "Debian 13 with Wine could not be installed: $(tail -n 1 "$folder/install.log")"
    touch "$folder/debian.done"
fi

powershell=$(sed -n 's/.*"version": "\(.*\)".*/\1/p' .config/dotnet-tools.json)
project=(tests/windows/Packages.csproj "-p:PowerShellVersion=$powershell")
dotnet restore "${project[@]}" --verbosity quiet > "$folder/restore.log" || skip "NuGet's packages could not be restored: $(grep -m 1 error "$folder/restore.log")"
packages=$(dotnet msbuild "${project[@]}" -getProperty:NuGetPackageRoot)
version=$(dotnet msbuild "${project[@]}" -getProperty:BundledNETCoreAppPackageVersion)

# Laid out as an installed .NET is; NuGet's packages have no dotnet.exe.
root=$folder/dotnet-$version
if [ ! -f "$root/dotnet.exe" ]; then
    for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App Microsoft.WindowsDesktop.App; do
        shared=$root/shared/$framework/$version
        pack=$packages${framework,,}.runtime.win-x64/$version/runtimes/win-x64
        mkdir -p "$shared"
        cp "$pack"/lib/net*/*.* "$shared"
        [ ! -d "$pack/native" ] || cp "$pack"/native/* "$shared"
    done

    mkdir -p "$root/host/fxr/$version"
    cp "$root/shared/Microsoft.NETCore.App/$version/hostfxr.dll" "$root/host/fxr/$version"
    inside x86_64-w64-mingw32-gcc -municode -O2 -DVERSION="L\"$version\"" -o "$root/dotnet.exe" "$PWD/tests/windows/dotnet.c"
fi

pwsh=$folder/pwsh-$powershell
if [ ! -f "$pwsh/pwsh.exe" ]; then
    mkdir -p "$pwsh"
    cp -r "${packages}powershell/$powershell/tools/net10.0/any/win/." "$pwsh"
fi

[ "$build" = 0 ] || dotnet build -c Release --nologo --verbosity quiet
if [ $# = 0 ] || [[ " $* " = *' client '* ]]; then
    dotnet build -c Release tests/windows/client.cs -o out/windows --nologo --verbosity quiet
fi

# PowerShell for Windows needs a console: without a terminal as its input it ends at once, with 0.
export -f inside
export debian folder
SHELL=/bin/bash script --quiet --return --command \
    "inside bash $(printf '%q ' "$PWD/tests/windows/run.sh" "$folder" "$root" "$pwsh" "$@") >&3 2>&3" /dev/null 3>&1 < /dev/null
