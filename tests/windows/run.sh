#!/usr/bin/env bash
# The tests themselves, within the Debian that windows.sh made: run.sh FOLDER DOTNET PWSH [NAME ...]
set -uo pipefail
cd "$(dirname "$0")/../.."
folder=$1 dotnet=$2 pwsh=$3
shift 3

windows() { echo "Z:${1//\//\\}"; }

export HOME=$folder/home XDG_RUNTIME_DIR=$folder/home WINEPREFIX=$folder/wine WINEDEBUG=-all LANG=C.UTF-8 TERM=xterm
export PATH=/usr/sbin:/usr/bin:/sbin:/bin WINEPATH="$(windows "$dotnet");$(windows "$pwsh")" DOTNET_ROOT="$(windows "$dotnet")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
# What Wine alone cannot do is skipped where this is set, by the tests themselves.
export PHOTAPS_WINE=1
rm -rf "$WINEPREFIX" "$HOME"
mkdir -p "$HOME"
wineboot --init 2> /dev/null
# Until its first start is over no driver can be started, which HttpListener needs.
wineserver --wait

wine --version
passed=0 failed=0 skipped=0

# What cannot be run at all; a single test says so itself, with Skip-OnWine.
declare -A without=(
    [Package]='no package brings a .NET SDK for Windows'
)

# run NAME SECONDS PROGRAM...: prints what failed or was skipped and the counts, and adds them up.
run() {
    local name=$1 log=$folder/$1.log start=$SECONDS status=0 counts='no counts'
    timeout "${@:2}" > "$log" 2>&1 || status=$?
    tr -d '\r' < "$log" | grep -E '^(FAILED|SKIPPED)'
    if [[ $(< "$log") =~ .*[^0-9]([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped ]]; then
        counts="${BASH_REMATCH[1]} passed, ${BASH_REMATCH[2]} failed, ${BASH_REMATCH[3]} skipped"
        passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
        [ "${BASH_REMATCH[2]}" != 0 ] || [ "$status" = 0 ] || failed=$((failed + 1))
    else
        failed=$((failed + 1))
    fi

    [ "$status" = 0 ] || counts+=", status $status, see $log"
    echo "$name: $counts ($((SECONDS - start)) s)"
}

wants() { [ $# = 1 ] || [[ " ${*:2} " = *" $1 "* ]]; }

for file in tests/PhotaPS.Tests/*.Tests.ps1; do
    name=$(basename "$file" .Tests.ps1)
    wants "$name" "$@" || continue
    if [ -n "${without[$name]:-}" ]; then
        echo "SKIPPED $name: ${without[$name]}"
        skipped=$((skipped + 1))
        continue
    fi

    run "$name" 600 wine pwsh.exe -NoProfile -NonInteractive -Command \
        "[Console]::OutputEncoding = [Text.Encoding]::UTF8; & '$(windows "$PWD/tests/PhotaPS.Tests/Invoke-Suite.ps1")' -Path '$(windows "$PWD/$file")'; exit \$LASTEXITCODE"
done

if wants client "$@"; then run client 3000 wine dotnet.exe "$(windows "$PWD/out/windows/client.dll")"; fi

wineserver --kill
echo "Windows: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
