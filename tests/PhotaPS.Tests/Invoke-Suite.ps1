# Runs Pester files against the staged module. Its last lines are the counts and a line for each failure; it ends with their number.
[CmdletBinding()]
param(
    [string[]]$Path = $PSScriptRoot,
    [string[]]$FullName = @()
)

$pester = Join-Path (Split-Path (Split-Path $PSScriptRoot)) 'out/modules/Pester/Pester.psd1'
if (-not (Test-Path $pester)) { throw "There is no '$pester'. Build first: dotnet build." }
Import-Module $pester

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Filter.FullName = $FullName
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration

# What ran outside of any test counts too: a file that cannot be read, a BeforeAll or AfterAll that fails.
$failed = @($result.Failed) + @($result.FailedBlocks) + @($result.FailedContainers)
if ($result.TotalCount -eq 0 -and -not $failed) { throw 'No test was found.' }
function Format-Outcome([string]$Word, $Test) {
    $name = if ($Test.ExpandedPath) { $Test.ExpandedPath } else { $Test.Item }
    $line = "$Word ${name}: $($Test.ErrorRecord.Exception.Message -join ' ')" -replace '\s+', ' '
    if ($line.Length -gt 500) { $line.Substring(0, 500) + ' ...' } else { $line }
}
"Pester: $($result.PassedCount) passed, $($failed.Count) failed, $($result.SkippedCount) skipped"
foreach ($test in $failed) { Format-Outcome 'FAILED' $test }
foreach ($test in $result.Skipped) { Format-Outcome 'SKIPPED' $test }
exit $failed.Count
