# Runs the Pester suite against the staged module, names each failing test, and ends with the number of failures.
[CmdletBinding()]
param(
    [string[]]$Path = $PSScriptRoot,
    [string[]]$FullName = @()
)

$root = Split-Path (Split-Path $PSScriptRoot)
$summary = Join-Path $root 'out/pester-summary.txt'
Remove-Item $summary -ErrorAction Ignore

Import-Module Pester -MinimumVersion 5.5
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Filter.FullName = $FullName
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration

"Pester: $($result.PassedCount) passed, $($result.FailedCount) failed, $($result.SkippedCount) skipped" |
    Tee-Object -FilePath $summary
foreach ($test in $result.Failed) { "FAILED $($test.ExpandedPath): $($test.ErrorRecord.Exception.Message -join ' ')" }
foreach ($container in $result.FailedContainers) { "FAILED $($container.Item): $($container.ErrorRecord)" }
if ($result.TotalCount -eq 0) { throw 'No test was found.' }
exit $result.FailedCount + $result.FailedContainersCount
