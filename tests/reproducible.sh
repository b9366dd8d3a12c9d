#!/usr/bin/env bash
# Builds this commit twice, in two folders, and compares what is staged byte for byte.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for clone in "$folder/one" "$folder/somewhere else/two"; do
    git clone --quiet . "$clone"
    for project in PhotaPS Phota.Sandbox; do
        CI=true dotnet build -c Release "$clone/src/$project" --nologo --verbosity quiet
    done
    (cd "$clone/out/PhotaPS" && find . -type f -print0 | sort -z | xargs -0 sha256sum) > "$clone.sha256"
done

diff "$folder/one.sha256" "$folder/somewhere else/two.sha256"
echo "Both builds of $(git rev-parse HEAD) are the same:"
cat "$folder/one.sha256"
