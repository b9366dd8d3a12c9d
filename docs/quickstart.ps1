# The main job through the module: the photos of docs/photos, enhanced into out/quickstart, against the local sandbox.
# Build first: dotnet build -c Release
[CmdletBinding()]
param()

$root = Split-Path $PSScriptRoot
Import-Module (Join-Path $root 'out/PhotaPS/PhotaPS.psd1')

$connection = Start-PhotaSandbox
try {
    $images = Get-ChildItem (Join-Path $PSScriptRoot 'photos') |
        Invoke-PhotaEnhance -Destination (Join-Path $root 'out/quickstart') -ThrottleLimit 4 -Force
    $images | Sort-Object Source | Format-Table
    $total = ($images | Measure-Object EstimatedCost -Sum).Sum
    "{0} pictures, made by the sandbox at {1}: they cost nothing. At Phota's published prices they would cost `${2:0.00}." -f
        @($images).Count, $connection.BaseUri, $total
    "They lie in $(Join-Path $root 'out/quickstart')"
}
finally {
    Stop-PhotaSandbox
}
