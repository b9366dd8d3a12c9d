# What a user would write without the module.
param([string]$In, [string]$Out, [int]$Limit, [int]$Count, [string]$Format, [int]$Mark, [switch]$KeepGoing)
. $PSScriptRoot/marks.ps1
if ($KeepGoing) { $ErrorActionPreference = 'Continue' }
$uri = $env:PHOTA_BASE_URI.TrimEnd('/') + '/v1/phota/enhance'
$clock = [Diagnostics.Stopwatch]::StartNew()
Get-ChildItem $In | ForEach-Object -ThrottleLimit $Limit -Parallel {
    $body = @{
        image = [Convert]::ToBase64String([IO.File]::ReadAllBytes($_.FullName))
        num_output_images = $using:Count
        output_format = $using:Format
        response_mode = 'bytes'
    } | ConvertTo-Json
    $answer = Invoke-RestMethod -Uri $using:uri -Method Post -Body $body -ContentType 'application/json' -Headers @{ 'X-API-Key' = $env:PHOTA_API_KEY }
    $index = 0
    foreach ($image in $answer.images) {
        $path = Join-Path $using:Out "$($_.BaseName)-$index.$using:Format"
        [IO.File]::WriteAllBytes($path, [Convert]::FromBase64String($image))
        $index++
    }
    $path
} | Watch-Mark
Write-Said
