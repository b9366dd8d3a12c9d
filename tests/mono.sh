#!/usr/bin/env bash
# Runs the xunit tests of client and module on the .NET Framework build under Mono, with the sandbox beside it on .NET 10.
# Installs Mono where that is allowed; leaves with 77 where there is none to be had.
set -euo pipefail
cd "$(dirname "$0")/.."

facades=/usr/lib/mono/4.5/Facades/netstandard.dll
if ! command -v mono > /dev/null || [ ! -f "$facades" ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
        echo 'Mono was skipped: it is not installed, and only root of a Debian may install it.'
        exit 77
    fi

    # mono-devel, not mono-runtime alone: the facades that netstandard assemblies such as xunit's need come with it.
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends mono-devel; } > /dev/null 2>&1; then
        echo 'Mono was skipped: it is not installed, and apt-get could not install it.'
        exit 77
    fi
fi

tests=tests/Phota.Client.Framework
[ "${1:-}" = --no-build ] || dotnet build -c Release "$tests" --nologo --verbosity quiet
mono --version | head -n 1
exec mono "$tests/bin/Release/net472/Phota.Client.Framework.exe"
