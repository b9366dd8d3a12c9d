<#
.SYNOPSIS
Asks the Phota API what its documentation leaves open, and writes what it saw as a table.
.DESCRIPTION
Free questions come first. What a question could cost is counted before it is asked; one that -MaxCost cannot cover is not
asked. -WhatIf lists the questions with the most that each can cost. It needs PowerShell 7.4 and the .NET 10 SDK.

The table (parity.md and parity.json) and the recordings hold no key, no secret, no signature and no id.
.EXAMPLE
./tests/parity/Invoke-Parity.ps1 -WhatIf
.EXAMPLE
./tests/parity/Invoke-Parity.ps1 -MaxCost 2 -Destination ./parity
.EXAMPLE
./tests/parity/Invoke-Parity.ps1 -MaxCost 3 -IncludeTraining -TrainingUri (Get-Content ./urls.txt)

Also trains a fast profile ($1.49) of 5 to 10 photos at public URLs, uses it once, and deletes it.
#>
[CmdletBinding(SupportsShouldProcess)]
[OutputType([IO.FileInfo])]
param(
    # The most that may be spent, in US dollars.
    [ValidateRange(0, 100)]
    [decimal]$MaxCost = 2,

    # The folder that the table and the recordings are written to.
    [string]$Destination = './parity',

    # The API key; by default that in PHOTA_API_KEY.
    [securestring]$ApiKey,

    # The endpoint; by default that in PHOTA_BASE_URI, or else the Phota API.
    [uri]$BaseUri,

    # A public https URL that leads to -ListenOn, for example of a tunnel. Without both, no callback is asked for.
    [uri]$CallbackUri,

    # The URL on this machine that callbacks arrive at, for example http://127.0.0.1:8080/.
    [uri]$ListenOn,

    # Also trains a profile: $1.49, besides the images that are made with it.
    [switch]$IncludeTraining,

    # Public URLs of 5 to 10 photos of one person, dog or cat, who agrees to it.
    [ValidateCount(5, 10)]
    [uri[]]$TrainingUri
)

$ErrorActionPreference = 'Stop'
if ($IncludeTraining -ne [bool]$TrainingUri) { throw '-IncludeTraining and -TrainingUri go together: a profile is trained of photos at public URLs.' }
if ([bool]$CallbackUri -ne [bool]$ListenOn) { throw '-CallbackUri and -ListenOn go together: a callback is only asked for where it can be received.' }
if (-not $BaseUri -and $env:PHOTA_BASE_URI) { $BaseUri = $env:PHOTA_BASE_URI }
$key = if ($ApiKey) { [Net.NetworkCredential]::new('', $ApiKey).Password } else { $env:PHOTA_API_KEY }
if (-not $key -and $WhatIfPreference) { $key = 'none-is-needed-to-list' }
if (-not $key) { throw 'There is no key. Set PHOTA_API_KEY, or give -ApiKey (Read-Host -AsSecureString).' }

$built = Join-Path $PSScriptRoot 'Phota.Parity/bin/Release/net8.0'
if (-not ('Phota.Parity.ParityRun' -as [type])) {
    $log = & dotnet build (Join-Path $PSScriptRoot 'Phota.Parity') -c Release --nologo -v quiet
    if ($LASTEXITCODE -ne 0) { throw "Phota.Parity could not be built: $log" }

    # Where the module is imported, its client is there already.
    if (-not ('Phota.ApiKey' -as [type])) { Add-Type -Path (Join-Path $built 'Phota.Client.dll') }
    Add-Type -Path (Join-Path $built 'Phota.Parity.dll')
}

$options = [Phota.Parity.ParityOptions]::new([Phota.ApiKey]::new($key), (Join-Path $PSScriptRoot '../../docs/photos/dog.jpg'))
$options.MaxCost = $MaxCost
if ($BaseUri) { $options.BaseUri = $BaseUri }
if ($TrainingUri) { $options.TrainingUri = $TrainingUri }
$options.CallbackUri = $CallbackUri
$options.ListenOn = $ListenOn
$run = [Phota.Parity.ParityRun]::new($options)
try {
    if ($IncludeTraining) { Write-Warning "A profile is trained, which costs `$1.49, and deleted again. -MaxCost is `$$MaxCost." }
    foreach ($question in $run.Questions) {
        if (-not $PSCmdlet.ShouldProcess($question.ToString(), 'Ask')) { continue }
        Write-Progress -Activity 'Asking' -Status $question.ToString()

        # In slices, so that Ctrl+C ends the wait.
        $asked = $run.AskAsync($question)
        while (-not $asked.Wait(200)) { continue }
        $null = $asked.GetAwaiter().GetResult()
    }
}
finally {
    # What was asked before an interruption is paid for, and worth a table.
    if (-not $WhatIfPreference) {
        $folder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination)
        $run.Finish().Save($folder)
    }
    $run.Dispose()
}
if (-not $WhatIfPreference) { Get-Item -LiteralPath (Join-Path $folder 'parity.md'), (Join-Path $folder 'parity.json') }
