# Runs the commands of docs/guides/scale-out.md on three hosts, with what may go wrong, and says what came of it: one line a run.
param([string]$Folder, [int]$Port)
$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
Import-Module (Join-Path $PSScriptRoot '../../out/PhotaPS/PhotaPS.psd1')
$hosts = 'alpha', 'beta', 'gamma'
$count = 60
$share = Join-Path $Folder 'share'
$table = [Collections.Generic.List[object]]::new()
$broken = [Collections.Generic.List[string]]::new()

function Invoke-Sandbox([string]$Call, [string]$Method = 'GET', $Body) {
    $json = if ($Body) { @{ Body = ConvertTo-Json $Body; ContentType = 'application/json' } } else { @{} }
    Invoke-RestMethod "http://127.0.0.1:$Port/sandbox/$Call" -Method $Method @json
}

function Get-Charge { @((Invoke-Sandbox bill).entries | Where-Object kind -EQ 'charge') }

function Assert-Promise([string]$Run, [string]$Promise, [bool]$IsKept) {
    if (-not $IsKept) { $broken.Add("${Run}: $Promise") }
}

# As the guide has it: the same command everywhere, or a share for each.
function Start-Run([string[]]$HostName = $hosts, [switch]$Shard) {
    if (-not $Shard) {
        return Invoke-Command -HostName $HostName -AsJob -ScriptBlock {
            Set-Location /srv/party
            Get-ChildItem ./photos | Invoke-PhotaEnhance -Destination $using:destination -ThrottleLimit 2
        }
    }

    foreach ($number in 1..3) {
        Invoke-Command -HostName $HostName[$number - 1] -AsJob -ScriptBlock {
            Set-Location /srv/party
            Get-ChildItem ./photos | Invoke-PhotaEnhance -Destination $using:destination -ThrottleLimit 2 -Shard "$using:number/3"
        }
    }
}

# Waits for a run and adds its line. Where a host was killed, its own connection may fail and photos may be left for the next run.
function Complete-Run([string]$Name, [object[]]$Job, [Diagnostics.Stopwatch]$Clock, [switch]$IsBroken) {
    $images = @($Job | Receive-Job -Wait -ErrorVariable failed -ErrorAction SilentlyContinue)
    $charges = Get-Charge
    foreach ($image in $images) { $script:told += $image.EstimatedCost }
    $lines = Get-ChildItem "$share/$destination/.phota/ledger" -Filter *.jsonl | Get-Content
    $row = [pscustomobject]@{
        Run     = $Name
        Charges = $charges.Count
        Doubles = $charges.Count - @($charges.input_sha256 | Select-Object -Unique).Count
        Files   = @(Get-ChildItem "$share/$destination" -File).Count
        Parts   = @(Get-ChildItem "$share/$destination" -Recurse -Force -Filter *.part).Count
        Errors  = $failed.Count
        Damaged = @($lines | Where-Object { -not (Test-Json $_ -ErrorAction SilentlyContinue) }).Count
        Told    = $told.ToString('0.00')
        Seconds = [Math]::Round($Clock.Elapsed.TotalSeconds, 1)
    }
    $table.Add($row)
    "$Name in $($row.Seconds) s" | Out-Host
    $failed | ForEach-Object { "    $($_.OriginInfo.PSComputerName) $_" } | Out-Host

    Assert-Promise $Name 'no photo is charged twice' ($row.Doubles -eq 0)
    Assert-Promise $Name 'no line of the ledger is damaged' ($row.Damaged -eq 0)
    Assert-Promise $Name 'receipts say no more than the bill' ($told -le [decimal](Invoke-Sandbox bill).total)
    if (-not $IsBroken) {
        Assert-Promise $Name "$count charges" ($row.Charges -eq $count)
        Assert-Promise $Name "$count files" ($row.Files -eq $count)
        Assert-Promise $Name 'no part files' ($row.Parts -eq 0)
        Assert-Promise $Name 'no errors' ($row.Errors -eq 0)
        Assert-Promise $Name 'images of other hosts are measured' (($images | Measure-PhotaCost).Images -eq $count)
    }

    $row
}

function Invoke-Run([string]$Name, [string[]]$HostName = $hosts, [switch]$Shard) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    Complete-Run $Name (Start-Run $HostName -Shard:$Shard) $clock
}

function Reset-Party([string]$Name) {
    # Another folder: what was in the present one is in the hosts' caches.
    $script:destination = "./$Name"
    $script:told = [decimal]0
    $null = Invoke-Sandbox reset POST
    $null = Invoke-Sandbox switches POST @{ job_ms = '3000'; client_request_id_life_seconds = '0' }
}

# The worker itself, and not only what started it.
function Stop-Worker([string]$HostName) { ssh $HostName 'kill -9 $(pgrep -f [-]sshs)' }

function Disconnect-Network([string]$HostName, [int]$Seconds) {
    ip link set $HostName down
    Start-Sleep $Seconds
    ip link set $HostName up
}

$photos = @(Get-ChildItem (Join-Path $PSScriptRoot ../../docs/photos) -Filter *.jpg)
foreach ($number in 1..$count) {
    # What follows the end of a JPEG is no part of its image, but makes another photo of it.
    $bytes = [IO.File]::ReadAllBytes($photos[$number % $photos.Count].FullName) + [BitConverter]::GetBytes($number)
    [IO.File]::WriteAllBytes("$share/photos/photo $number.jpg", $bytes)
}

# A user's first request of all runs alone.
Reset-Party first
$null = Invoke-Command -HostName $hosts { Set-Location /srv/party; Get-ChildItem ./photos | Select-Object -First 1 | Invoke-PhotaEnhance -Destination ./first }

Reset-Party one
$one = Invoke-Run 'one host' alpha
Reset-Party three
$three = Invoke-Run 'three hosts'
$ratio = $three.Seconds / $one.Seconds
Assert-Promise 'three hosts' 'at most half the time of one' ($ratio -le 0.5)

foreach ($shard in $false, $true) {
    $what = if ($shard) { 'with -Shard' } else { 'the same command' }
    Reset-Party "shard-$shard"
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $jobs = Start-Run -Shard:$shard
    while ((Get-Charge).Count -lt 10) { Start-Sleep -Milliseconds 100 }
    Stop-Worker beta
    Disconnect-Network gamma 20
    $null = Complete-Run "$what, one killed, one cut off" $jobs $clock -IsBroken
    $null = Invoke-Run "$what, again" -Shard:$shard
    $null = Invoke-Sandbox switches POST @{ client_request_id_life_seconds = '1' }
    Start-Sleep 2
    $null = Invoke-Run "$what, all ids forgotten" -Shard:$shard
}

''
"Three hosts took $($ratio.ToString('0.00')) of the time of one."
$table | Format-Table | Out-String -Width 160
if ($broken) {
    'Broken promises:'
    $broken | ForEach-Object { "    $_" }
    exit 1
}
