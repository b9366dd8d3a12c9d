# The module at work; what goes on after it is only the count and the marks.
param([string]$Module, [string]$In, [string]$Out, [int]$Limit, [int]$Count, [string]$Format, [int]$Mark, [switch]$Enumerate, [switch]$Warm, [switch]$Plain)
. $PSScriptRoot/marks.ps1
Import-Module $Module
$how = @{ Destination = $Out; ResponseMode = 'Bytes'; ThrottleLimit = $Limit; Count = $Count; OutputFormat = $Format; Force = $Warm }
if ($Plain) { $how.MetadataMode = 'None' }
if ($Warm) { $null = Get-ChildItem $In | Invoke-PhotaEnhance @how }
$clock = [Diagnostics.Stopwatch]::StartNew()
& { if ($Enumerate) { ([IO.DirectoryInfo]$In).EnumerateFiles() } else { Get-ChildItem $In } } |
    Invoke-PhotaEnhance @how |
    Watch-Mark
Write-Said
