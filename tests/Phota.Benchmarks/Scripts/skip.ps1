# What a user would write to run a script again: it sends only what has no result.
param([string]$In, [string]$Out)
. $PSScriptRoot/marks.ps1
$before = Measure-Read
$clock = [Diagnostics.Stopwatch]::StartNew()
$images = (Get-ChildItem $In | ForEach-Object {
    $target = Join-Path $Out $_.Name
    if (-not (Test-Path $target)) { throw "'$target' is missing." }
    $target
} | Measure-Object).Count
$clock.Stop()
Write-Said @{ images = $images; read = (Measure-Read) - $before }
