# Submit, wait, receive, save: one pipeline.
param([string]$Module, [string]$In, [string]$Out, [int]$Mark)
. $PSScriptRoot/marks.ps1
Import-Module $Module
$clock = [Diagnostics.Stopwatch]::StartNew()
Get-ChildItem $In |
    Invoke-PhotaEnhance -Async -ThrottleLimit 16 |
    Wait-PhotaJob -TimeoutSec 3600 |
    Receive-PhotaJob |
    Save-PhotaImage -Destination $Out |
    Watch-Mark
Write-Said
