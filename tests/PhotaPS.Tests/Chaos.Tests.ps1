# Batches in a child pwsh that is killed at random moments, over a service that fails at random. PHOTAPS_LONG=1 runs them at full size.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $long = $env:PHOTAPS_LONG -eq '1'
    $count, $kills = if ($long) { 300, 25 } else { 30, 3 }
    $seed = if ($env:PHOTAPS_SEED) { [int]$env:PHOTAPS_SEED } else { Get-Random -Maximum 1000000 }
    $random = [Random]::new($seed)
    Write-Information "chaos: $count photos, $kills kills, seed $seed" -InformationAction Continue

    $null = Start-TestSandbox @{ job_ms = '30'; latency_ms = '10' }

    # The commands as they are typed.
    $commands = @{
        Default = "Get-ChildItem '{0}' | Invoke-PhotaEnhance -Destination '{1}' -ThrottleLimit 8"
        Bytes   = "Get-ChildItem '{0}' | Invoke-PhotaEnhance -Destination '{1}' -ThrottleLimit 8 -ResponseMode Bytes"
        Async   = "Get-ChildItem '{0}' | Invoke-PhotaEnhance -Destination '{1}' -ThrottleLimit 8 -Async | Wait-PhotaJob | Receive-PhotaJob | Save-PhotaImage '{1}'"
        Save    = "Get-ChildItem '{0}' | Invoke-PhotaEnhance -ThrottleLimit 8 | Save-PhotaImage '{1}'"
    }

    # Starts a command in a process of its own; its last line is how many images it told of, at what cost, and how many errors.
    function Start-Run([string]$Command) {
        $script = @"
Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
`$null = Connect-Phota (ConvertTo-SecureString 'sandbox-chaos' -AsPlainText -Force) -BaseUri '$($Sandbox.BaseUri)'
`$Error.Clear()
`$ErrorActionPreference = 'SilentlyContinue'
`$images = @($Command)
[pscustomobject]@{ Images = `$images.Count; New = @(`$images | Where-Object Origin -NE Found).Count; Cost = (`$images | Measure-Object EstimatedCost -Sum).Sum; Errors = `$Error.Count; First = "`$(`$Error[0])" } | ConvertTo-Json -Compress
"@
        $info = New-PwshStartInfo '-NoProfile', '-NonInteractive', '-Command', $script
        $info.RedirectStandardOutput = $true
        [Diagnostics.Process]::Start($info)
    }

    function Wait-Run($Process) {
        $text = $Process.StandardOutput.ReadToEnd()
        $Process.WaitForExit()
        $text -split "`n" | Where-Object { $_.StartsWith('{') } | Select-Object -Last 1 | ConvertFrom-Json
    }

    # A moment is a number of requests: as random as a time, and as far on slow machines as on fast ones.
    function Stop-AtRandom($Process) {
        $seen = @((Invoke-SandboxControl 'requests').requests).Count
        try { Wait-Sandbox 'finished' -Count ($seen + $random.Next(1, [Math]::Max(3, 3 * $count / $kills))) } catch { $Process.HasExited | Should -BeTrue }
        $Process.Kill()
        $null = $Process.StandardOutput.ReadToEnd()
        $Process.WaitForExit()
    }

    # What fails one time in twenty; on the direct path only before the service has the photo, for a lost answer there is lost.
    function Add-Faults([switch]$Direct) {
        $faults = @(
            @{ path = '/v1/phota/enhance'; method = 'POST'; action = @{ kind = 'reset'; when = 'before_read' } }
            @{ path = '/files/*'; method = 'GET'; action = @{ kind = 'truncate'; after_bytes = 60 } }
            @{ path = '/files/*'; method = 'GET'; action = @{ kind = 'expire' } }
        )
        if (-not $Direct) {
            $faults += @{ path = '/v1/phota/enhance'; method = 'POST'; action = @{ kind = 'reset'; when = 'after_charge' } }
            $faults += @{ path = '/v1/phota/*'; method = '*'; action = @{ kind = 'respond'; status = 503; body = $null } }
        }

        foreach ($fault in $faults) {
            Invoke-SandboxControl 'faults' -Method POST -Body @(@{
                    match = @{ method = $fault.method; path = $fault.path }; times = -1; probability = 0.05; action = $fault.action
                }) | Out-Null
        }
    }

    # One line of the table in docs/reliability.md.
    function Write-Figure([string]$Mode, [string]$Destination) {
        $charges = @(Get-Charge)
        $photos = @($charges.input_sha256 | Select-Object -Unique).Count
        $saved = @(Get-Result $Destination).Count
        Write-Information "mode x kill: $Mode | $kills kills | $count photos | $($charges.Count) charged | $saved on disk | $($photos - $saved) lost | $($charges.Count - $photos) paid twice" -InformationAction Continue
    }

    function Assert-Whole([string]$Destination) {
        $results = Get-Result $Destination
        $results | Should -HaveCount $count
        $hashes = @{}
        Get-LedgerFact $Destination 'saved' | ForEach-Object { $hashes[$_.path] = @($hashes[$_.path]) + $_.sha256 }
        foreach ($result in $results) { $hashes[$result.Name] | Should -Contain (Get-FileHash -LiteralPath $result.FullName).Hash }
        $results | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash } | Select-Object -Unique | Should -HaveCount $count
        Get-ChildItem $Destination -Recurse -Force -Filter '*.part' | Should -BeNullOrEmpty
    }
}

AfterAll { Stop-TestSandbox }

Describe 'A batch that is killed again and again' {
    BeforeEach {
        Reset-Sandbox
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $null = New-TestPhoto $in (1..$count | ForEach-Object { "photo [$_].jpg" })
    }

    It 'ends with every photo done and paid once, and nothing half-written: <mode>' -ForEach @{ mode = 'Default' }, @{ mode = 'Async' }, @{ mode = 'Default, two processes of which one is killed' } {
        $command = $commands[$mode.Split(',')[0]] -f $in, $out
        Add-Faults
        foreach ($kill in 1..$kills) {
            $other = if ($mode -like '*two*') { Start-Run $command }
            Stop-AtRandom (Start-Run $command)
            if ($other) { $null = Wait-Run $other }
        }

        $tries = 0
        do { $did = Wait-Run (Start-Run $command) } while ($did.Errors -gt 0 -and ++$tries -lt 5)
        $did.Errors | Should -Be 0 -Because $did.First
        Write-Figure $mode $out
        Assert-Whole $out
        @(Get-Charge) | Should -HaveCount $count
        (Get-Charge).input_sha256 | Select-Object -Unique | Should -HaveCount $count

        $requests = @(Get-SandboxRequest).Count
        foreach ($again in 1..2) {
            $did = Wait-Run (Start-Run ($commands.Default -f $in, $out))
            $did.Images, $did.Errors | Should -Be $count, 0
        }

        $did.New, $did.Cost | Should -Be 0, 0
        @(Get-SandboxRequest) | Should -HaveCount $requests
        @(Get-Charge) | Should -HaveCount $count
        Assert-NoVerdict
    }

    It 'on the direct path pays no photo twice, and says which may be lost' {
        $command = $commands.Bytes -f $in, $out
        Add-Faults -Direct
        foreach ($kill in 1..$kills) { Stop-AtRandom (Start-Run $command) }
        Invoke-SandboxControl 'faults' -Method DELETE | Out-Null

        $did = Wait-Run (Start-Run $command)
        (Get-Charge).input_sha256 | Select-Object -Unique | Should -HaveCount @(Get-Charge).Count
        $did.Images + $did.Errors | Should -Be $count
        $lost = @(Get-Charge).Count - @(Get-Result $out).Count
        $lost | Should -BeLessOrEqual $did.Errors
        Write-Figure 'Bytes' $out

        $did = Wait-Run (Start-Run "$command -Retry PerhapsPaid")
        $did.Images, $did.Errors | Should -Be $count, 0 -Because $did.First
        Assert-Whole $out
        $charges = @(Get-Charge).Count
        foreach ($again in 1..2) {
            $did = Wait-Run (Start-Run $command)
            $did.Images, $did.Errors | Should -Be $count, 0
        }

        @(Get-Charge) | Should -HaveCount $charges
        Assert-NoVerdict
    }

    It 'without a destination has in the journal what was paid for; what it had accepted and not handed over can be received' {
        Add-Faults
        foreach ($kill in 1..$kills) { Stop-AtRandom (Start-Run ($commands.Save -f $in, "$out-$kill")) }
        Invoke-SandboxControl 'faults' -Method DELETE | Out-Null
        Step-SandboxClock 60
        $charges = @(Get-Charge)
        $charges.Count | Should -BeGreaterThan 0

        $facts = Get-ChildItem "$env:XDG_STATE_HOME/PhotaPS/journal/ledger" -Filter *.jsonl | Get-Content | ForEach-Object { try { $_ | ConvertFrom-Json } catch { } }
        $sent = $facts | Where-Object state -EQ 'sent'
        $charges.client_request_id | Where-Object { $_ -notin $sent.client_request_id } | Should -BeNullOrEmpty

        $told = ($facts | Where-Object state -EQ 'told').fingerprint
        $open = $facts | Where-Object { $_.state -eq 'accepted' -and $_.fingerprint -notin $told }
        $did = Wait-Run (Start-Run 'Get-PhotaJob | Wait-PhotaJob | Receive-PhotaJob')
        $did.Images, $did.Errors | Should -Be @($open).Count, 0 -Because $did.First

        $saved = @(1..$kills | Where-Object { Test-Path "$out-$_" } | ForEach-Object { Get-Result "$out-$_" }).Count
        $unanswered = @($charges | Where-Object { $_.job_id -notin ($facts | Where-Object state -EQ 'accepted').job_id }).Count
        Write-Information "without a destination: $($charges.Count) charged by $kills kills, $saved saved, $($did.Images) in the journal, $unanswered killed before their answer, $($charges.Count - $saved - $did.Images - $unanswered) between the journal and the disk" -InformationAction Continue
        Assert-NoVerdict
    }
}
