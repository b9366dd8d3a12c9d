#!/usr/bin/env bash
# Opens real reports, and the page to choose images on, in a headless Chromium. Installs what that needs where it may; leaves with 77 where it may not.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v node > /dev/null || ! command -v npm > /dev/null || [ "$(node --print 'process.versions.node.split(".")[0]')" -lt 20 ]; then
    echo 'The report in a browser was skipped: that needs Node.js 20 or later with npm.'
    exit 77
fi

export CHROMIUM="${CHROMIUM:-$(command -v chromium || true)}"
if [ -z "$CHROMIUM" ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
        echo 'The report in a browser was skipped: Chromium is not installed, and only root of a Debian may install it.'
        exit 77
    fi

    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } > /dev/null 2>&1; then
        echo 'The report in a browser was skipped: Chromium is not installed, and apt-get could not install it.'
        exit 77
    fi

    CHROMIUM=$(command -v chromium)
fi

if ! npm ci --prefix tests/report --ignore-scripts > /dev/null; then
    echo 'The report in a browser was skipped: npm could not install playwright-core and axe-core.'
    exit 77
fi

pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
dotnet run -c Release tests/report/make.cs "$pages"
dotnet build -c Release tests/report/choose.cs --output "$pages/choose" --nologo --verbosity quiet
PAGES=$pages CHOOSE=$pages/choose/PhotaPS.Pages.dll PHOTOS=$PWD/docs/photos node --test tests/report/*.test.js
