# Runs the commands of docs/guides/scale-out.md on three hosts, with what may go wrong, and prints what came of it.
param([string]$Folder, [int]$Port)
$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
$hosts = 'alpha', 'beta', 'gamma'
$count = 60
$share = Join-Path $Folder 'share'

function Invoke-Sandbox([string]$Call, [string]$Method = 'GET', $Body) {
    $json = @{}
    if ($null -ne $Body) { $json = @{ Body = ConvertTo-Json $Body -Depth 5; ContentType = 'application/json' } }
    Invoke-RestMethod "http://127.0.0.1:$Port/sandbox/$Call" -Method $Method @json
}

function Get-Charge { @((Invoke-Sandbox bill).entries | Where-Object kind -EQ 'charge') }

# The commands as the guide has them; -Shard takes one third a host.
function Start-Run([string[]]$HostName, [switch]$Shard) {
    $jobs = foreach ($name in $HostName) {
        $share = if ($Shard) { @{ Shard = "$([array]::IndexOf($hosts, $name) + 1)/3" } } else { @{} }
        Invoke-Command -HostName $name -AsJob -ScriptBlock {
            $share = $using:share
            Set-Location /srv/party
            Get-ChildItem ./photos | Invoke-PhotaEnhance -Destination $using:destination -ThrottleLimit 2 @share
        }
    }
    $jobs
}

function Wait-Charge([int]$Number) {
    while ((Get-Charge).Count -lt $Number) { Start-Sleep -Milliseconds 100 }
}

$table = [Collections.Generic.List[object]]::new()

function Complete-Run([string]$Name, [object[]]$Job, [Diagnostics.Stopwatch]$Clock) {
    $images = @($Job | Receive-Job -Wait -ErrorVariable failed -ErrorAction SilentlyContinue)
    $charges = Get-Charge
    $script:told += ($images | Measure-Object EstimatedCost -Sum).Sum
    $lines = Get-ChildItem "$share/$destination/.phota/ledger" -Filter *.jsonl | Get-Content
    $damaged = @($lines | Where-Object { -not (Test-Json $_ -ErrorAction SilentlyContinue) })
    $row = [pscustomobject]@{
        Run     = $Name
        Charges = $charges.Count
        Doubles = $charges.Count - @($charges.input_sha256 | Select-Object -Unique).Count
        Files   = @(Get-ChildItem "$share/$destination" -File).Count
        Parts   = @(Get-ChildItem "$share/$destination" -Recurse -Force -Filter *.part).Count
        Images  = $images.Count
        Errors  = $failed.Count
        Damaged = $damaged.Count
        Told    = $told
        Seconds = [Math]::Round($Clock.Elapsed.TotalSeconds, 1)
    }
    $table.Add($row)
    ($row | Format-Table | Out-String -Width 160).Trim() | Out-Host
    $failed | Select-Object -First 3 | ForEach-Object { "  $($_.OriginInfo.PSComputerName) $_" } | Out-Host
    foreach ($line in $damaged) { "  $line" | Out-Host }
    $row
}

function Invoke-Run([string]$Name, [string[]]$HostName = $hosts, [switch]$Shard) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    Complete-Run $Name (Start-Run $HostName -Shard:$Shard) $clock
}

function Reset-Party {
    # Another one: each host has the present one in its cache.
    $script:destination = "./enhanced-$([guid]::NewGuid())"
    $script:told = 0
    $null = Invoke-Sandbox reset POST
    $null = Invoke-Sandbox switches POST @{ job_ms = '1500'; client_request_id_life_seconds = '0' }
}

# Its worker, and not only what a tool starts it with.
function Stop-Worker([string]$HostName) {
    ssh $HostName 'kill -9 $(pgrep -f [-]sshs)'
}

function Disconnect-Network([string]$HostName, [int]$Seconds) {
    ip link set $HostName down
    Start-Sleep $Seconds
    ip link set $HostName up
}

$photos = @(Get-ChildItem (Join-Path $PSScriptRoot ../../docs/photos) -Filter *.jpg)
foreach ($number in 1..$count) {
    # What follows the end of a JPEG is no part of it, and makes another photo for the service.
    $bytes = [IO.File]::ReadAllBytes($photos[$number % $photos.Count].FullName) + [BitConverter]::GetBytes($number)
    [IO.File]::WriteAllBytes("$share/photos/photo $number.jpg", $bytes)
}

Reset-Party
$null = Invoke-Run 'warm-up: one host' alpha -Shard
Reset-Party
$one = Invoke-Run 'one host' alpha
Reset-Party
$three = Invoke-Run 'three hosts'
"three : one = $($three.Seconds / $one.Seconds)" | Out-Host

foreach ($shard in $false, $true) {
    $what = if ($shard) { 'with -Shard' } else { 'the same command' }
    Reset-Party
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $jobs = Start-Run $hosts -Shard:$shard
    Wait-Charge 10
    Stop-Worker beta
    Disconnect-Network gamma 20
    $null = Complete-Run "$what; beta killed, gamma cut off" $jobs $clock
    $null = Invoke-Run "$what, again" -Shard:$shard
    $null = Invoke-Run "$what, once more" -Shard:$shard
    $null = Invoke-Sandbox switches POST @{ client_request_id_life_seconds = '1' }
    Start-Sleep 2
    $null = Invoke-Run "$what, all ids forgotten" -Shard:$shard
}

$table | Format-Table | Out-String -Width 160
