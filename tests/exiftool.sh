#!/usr/bin/env bash
# Installs what judges the metadata of results: ExifTool, and an encoder that makes HEIC photos for it. Leaves with 77
# where they are not installed and may not be; the tests that need them are skipped then and say so.
set -euo pipefail

if command -v exiftool > /dev/null && command -v heif-enc > /dev/null; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo 'ExifTool was skipped: it or heif-enc is not installed, and only root of a Debian may install them.'
    exit 77
fi

install() {
    apt-get update
    # Where the encoder is a package of its own, heif-enc alone encodes nothing.
    plugin=$(apt-cache search --names-only '^libheif-plugin-x265$' | cut -d ' ' -f 1)
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libimage-exiftool-perl libheif-examples $plugin
}

if ! install > /dev/null 2>&1; then
    echo 'ExifTool was skipped: apt-get could not install it.'
    exit 77
fi
