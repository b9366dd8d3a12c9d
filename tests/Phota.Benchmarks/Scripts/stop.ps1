# Stops a pipeline while the server holds its requests, and stays long enough for anything left over to show itself.
param([string]$Module, [string]$In, [string]$Out, [string]$Mode, [string]$What)
. $PSScriptRoot/marks.ps1
$clock = [Diagnostics.Stopwatch]::StartNew()
$shell = [powershell]::Create()
$null = $shell.AddScript({
    param($Module, $In, $Out, $Mode, $What)
    Import-Module $Module
    if ($What -eq 'Job') { Get-ChildItem $In | Invoke-PhotaEnhance -Async -ThrottleLimit 8 | Wait-PhotaJob }
    else { Get-ChildItem $In | Invoke-PhotaEnhance -Destination $Out -ResponseMode $Mode -ThrottleLimit 8 }
}.ToString()).AddParameters(@($Module, $In, $Out, $Mode, $What))
$run = $shell.BeginInvoke()
$null = Invoke-RestMethod "$env:PHOTA_BASE_URI/bench/held"
Start-Sleep -Milliseconds 300

$clock.Restart()
$shell.Stop()
$stop = $clock.Elapsed.TotalMilliseconds

$counts = Invoke-RestMethod "$env:PHOTA_BASE_URI/bench/counts"
Start-Sleep -Seconds 1
$state = $shell.InvocationStateInfo.State
if ($state -ne 'Stopped') { throw "The pipeline is $state." }
Write-Said @{ stop = $stop; requests = $counts.Posts + $counts.Files + $counts.Polls }
