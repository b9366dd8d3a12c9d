# The first and the second completion of a process, in milliseconds.
param([string]$Module, [string]$Line)
. $PSScriptRoot/marks.ps1
$clock = [Diagnostics.Stopwatch]::StartNew()
if ($Module) { Import-Module $Module }
$import = $clock.Elapsed.TotalMilliseconds
$clock.Restart()
$found = [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)
$tab = $clock.Elapsed.TotalMilliseconds
if (-not $found.CompletionMatches) { throw "Nothing completes '$Line'." }
$clock.Restart()
$null = [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)
$second = $clock.Elapsed.TotalMilliseconds
Write-Said @{ import = $import; tab = $tab; second = $second }
