# What Get-ChildItem keeps for itself: the input of a batch without the batch.
param([string]$In, [int]$Mark)
. $PSScriptRoot/marks.ps1
$clock = [Diagnostics.Stopwatch]::StartNew()
Get-ChildItem $In | Watch-Mark
Write-Said
