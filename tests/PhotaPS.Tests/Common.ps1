# Dot-sourced by each test file in BeforeAll: the staged module, and the sandbox with its control interface.

$ErrorActionPreference = 'Stop'
$script:Root = Split-Path (Split-Path $PSScriptRoot)
$script:Photos = Join-Path $Root 'docs/photos'
Import-Module (Join-Path $Root 'out/PhotaPS/PhotaPS.psd1') -Force

# The journal and the profile names of these tests are not the user's own.
$env:XDG_STATE_HOME = $env:LOCALAPPDATA = Join-Path $TestDrive 'state'
$env:XDG_CONFIG_HOME = $env:APPDATA = Join-Path $TestDrive 'configuration'
$env:PHOTA_PROFILES = $null

# The PowerShell that runs this, as the words that start another one: as a .NET tool it is 'dotnet' with pwsh.dll.
$script:Pwsh = @((Get-Process -Id $PID).Path)
if ([IO.Path]::GetFileNameWithoutExtension($Pwsh[0]) -eq 'dotnet') { $script:Pwsh += Join-Path $PSHOME 'pwsh.dll' }

function Invoke-ChildPwsh {
    $program, $words = $Pwsh + $args
    $input | & $program $words
}

function New-PwshStartInfo {
    param([string[]]$ArgumentList)
    $program, $words = $Pwsh + $ArgumentList
    [Diagnostics.ProcessStartInfo]::new($program, [string[]]$words)
}

# What Wine is not able to do, though Windows is.
function Skip-OnWine {
    param([string]$Because)
    if ($env:PHOTAPS_WINE) { Set-ItResult -Skipped -Because "of Wine: $Because" }
}

function Start-TestSandbox {
    param([hashtable]$Switch = @{})
    $script:Sandbox = Start-PhotaSandbox -Switch (@{ image_size = 'small' } + $Switch)
    $script:Sandbox
}

function Stop-TestSandbox {
    Assert-NoVerdict
    Stop-PhotaSandbox
}

# The sandbox judges the client: whatever a test is about, there must be nothing to say against it.
function Assert-NoVerdict {
    $verdicts = (Invoke-SandboxControl 'verdicts').verdicts
    if ($verdicts) { throw "The sandbox judged: $($verdicts | ForEach-Object { "$($_.rule): $($_.detail)" })" }
}

function Invoke-SandboxControl {
    param([string]$Path, [string]$Method = 'GET', $Body)
    $request = @{ Uri = [uri]::new($Sandbox.BaseUri, "/sandbox/$Path"); Method = $Method }
    if ($null -ne $Body) {
        $request.Body = ConvertTo-Json -InputObject $Body -Depth 10
        $request.ContentType = 'application/json'
    }
    Invoke-RestMethod @request
}

function Get-SandboxRequest {
    param([string]$Path, [string]$Method = 'POST')
    (Invoke-SandboxControl 'requests').requests | Where-Object { $_.method -eq $Method -and (-not $Path -or $_.path -eq $Path) }
}

function Get-SandboxBill { Invoke-SandboxControl 'bill' }

function Add-SandboxFault {
    param([hashtable]$Action, [hashtable]$Match = @{ method = 'POST'; path = '/v1/phota/*' }, [int]$Times = 1, [int]$Skip = 0)
    Invoke-SandboxControl 'faults' -Method POST -Body @(@{ match = $Match; skip = $Skip; times = $Times; action = $Action }) | Out-Null
}

function Set-SandboxSwitch {
    param([hashtable]$Switch)
    Invoke-SandboxControl 'switches' -Method POST -Body $Switch | Out-Null
}

# Moves the sandbox's clock: jobs, trainings and URLs follow it.
function Step-SandboxClock {
    param([int]$Seconds)
    Invoke-SandboxControl 'clock' -Method POST -Body @{ advance_seconds = $Seconds } | Out-Null
}

# A profile that can be used at once.
function New-SandboxProfile {
    (Invoke-SandboxControl 'profiles' -Method POST -Body @{ status = 'READY' }).profile_id
}

function Reset-Sandbox {
    # One test's verdict is not the next one's.
    try { Assert-NoVerdict } finally { Invoke-SandboxControl 'reset' -Method POST | Out-Null }
}

function Wait-Sandbox {
    param([string]$SandboxEvent, [int]$Count = 1, [string]$Path = '', [int]$TimeoutSec = 20)
    $filter = if ($Path) { "&path=$Path" }
    Invoke-SandboxControl "wait?event=$SandboxEvent&count=$Count&timeout_seconds=$TimeoutSec$filter" | Out-Null
}

# Photos of our own with ugly names, in a new folder. Each has bytes of its own, for the same photo is paid for once.
function New-TestPhoto {
    param([string]$Folder, [string[]]$Name = 'photo.jpg')
    New-Item $Folder -ItemType Directory -Force | Out-Null
    foreach ($one in $Name) {
        $kind = if ($one -like '*.png') { 'dog.png' } else { 'dog.jpg' }
        $target = [IO.Path]::Combine($Folder, $one)
        [IO.File]::Copy((Join-Path $Photos $kind), $target, $true)
        if ($kind -eq 'dog.jpg') { Edit-TestPhoto $target "$([IO.Path]::GetFileName($Folder))/$one" }
        Get-Item -LiteralPath $target
    }
}

# The same photo with other bytes: a JPEG with a comment after its first marker.
function Edit-TestPhoto {
    param([string]$LiteralPath, [string]$Comment = 'edited')
    $text = [Text.Encoding]::UTF8.GetBytes($Comment)
    $length = $text.Length + 2
    $bytes = [Collections.Generic.List[byte]]::new([IO.File]::ReadAllBytes($LiteralPath))
    $bytes.InsertRange(2, [byte[]](@(0xFF, 0xFE, ($length -shr 8), ($length -band 0xFF)) + $text))
    [IO.File]::WriteAllBytes($LiteralPath, $bytes.ToArray())
}

# The first request that a user ever makes of an operation runs alone. Tests that need many at once begin with it.
function Initialize-Operation {
    $null = Invoke-PhotaEnhance "$Photos/dog.jpg"
    $null = Invoke-PhotaEdit "$Photos/dog.jpg" -Prompt x
    $null = Invoke-PhotaRemix "$Photos/dog.jpg" "$Photos/harbour.jpeg"
    $null = New-PhotaImage x
    Reset-Sandbox
}

function Get-Charge { (Get-SandboxBill).entries | Where-Object kind -EQ 'charge' }

# The facts in the ledger of a destination, in no order.
function Get-LedgerFact {
    param([string]$Destination, [string]$State = '*')
    Get-ChildItem (Join-Path $Destination '.phota/ledger') -Filter *.jsonl | Get-Content | ConvertFrom-Json | Where-Object { $_.state -like $State }
}

# The images in a destination, without what lies in .phota.
function Get-Result {
    param([string]$Destination)
    Get-ChildItem -LiteralPath $Destination -Recurse -File -Force | Where-Object FullName -NotLike '*.phota*'
}
