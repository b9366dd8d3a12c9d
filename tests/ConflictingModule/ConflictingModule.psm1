# Another author's module. One that needs a newer System.Text.Json than PowerShell 7 has can only load it as it does here.
$folder = Join-Path $PSScriptRoot 'bin/module'
if ($PSEdition -eq 'Core') {
    $context = [System.Runtime.Loader.AssemblyLoadContext]::new('ConflictingModule')
    $assemblies = Get-ChildItem (Join-Path $folder 'net8.0') -Filter *.dll | ForEach-Object { $context.LoadFromAssemblyPath($_.FullName) }
}
else {
    $assemblies = [System.Reflection.Assembly]::LoadFrom((Join-Path $folder 'net472/ConflictingModule.dll'))
}

$json = ($assemblies | Where-Object { $_.GetName().Name -eq 'ConflictingModule' }).GetType('ConflictingModule.Json')

function Write-ConflictingJson([string]$Text) { $json::Write($Text) }
