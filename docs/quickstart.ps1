# The main job through the module: the photos of docs/photos, enhanced into out/quickstart, against the local sandbox.
# Build first: dotnet build -c Release
[CmdletBinding()]
param()

$root = Split-Path $PSScriptRoot
Import-Module (Join-Path $root 'out/PhotaPS/PhotaPS.psd1')

$connection = Start-PhotaSandbox
try {
    $destination = Join-Path $root 'out/quickstart'
    $images = Get-ChildItem (Join-Path $PSScriptRoot 'photos') | Invoke-PhotaEnhance -Destination $destination
    $images | Sort-Object Source | Format-Table
    "{0} images, made by the sandbox at {1}, at no cost. At Phota's published prices they would cost `${2:0.00}." -f
        @($images).Count, $connection.BaseUri, (Measure-PhotaCost -Destination $destination).Cost
    "They are in $destination. Run it again: nothing is paid for twice."
}
finally {
    Stop-PhotaSandbox
}
