# The shortest command, on a folder that it may have worked on before; -Warm times the second time in a session.
param([string]$Module, [string]$In, [string]$Out, [int]$Limit = 4, [switch]$Warm)
. $PSScriptRoot/marks.ps1
Import-Module $Module
$before = Measure-Read
$clock = [Diagnostics.Stopwatch]::StartNew()
$images = (Get-ChildItem $In | Invoke-PhotaEnhance -Destination $Out -ThrottleLimit $Limit | Measure-Object).Count
if ($Warm) {
    $before = Measure-Read
    $clock.Restart()
    $images = (Get-ChildItem $In | Invoke-PhotaEnhance -Destination $Out -ThrottleLimit $Limit | Measure-Object).Count
}
$clock.Stop()
Write-Said @{ images = $images; read = (Measure-Read) - $before }
