# For PowerShell users: each task calls dotnet, which does the work, or the script that makes the help.
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Bench', 'Demo', 'Help', 'Package')]
    [string]$Task = 'Build'
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') ended with exit code $LASTEXITCODE." }
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-DotNet build -c Release }
        'Test' { Invoke-DotNet test -c Release }
        'Bench' { Invoke-DotNet run -c Release --project tests/Phota.Benchmarks }
        'Demo' { Invoke-DotNet run docs/quickstart.cs }
        'Help' { ./docs/Build-Help.ps1 }
        'Package' {
            Invoke-DotNet pack -c Release '-p:ContinuousIntegrationBuild=true'
            Get-ChildItem out/packages
        }
    }
}
finally {
    Pop-Location
}
