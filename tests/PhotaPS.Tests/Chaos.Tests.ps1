# A batch in a child pwsh that is killed at random moments, over a service that fails at random. PHOTAPS_LONG=1 runs it at full size.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $long = $env:PHOTAPS_LONG -eq '1'
    $count, $kills = if ($long) { 300, 25 } else { 30, 3 }
    $seed = if ($env:PHOTAPS_SEED) { [int]$env:PHOTAPS_SEED } else { Get-Random -Maximum 1000000 }
    $random = [Random]::new($seed)
    Write-Information "chaos: $count photos, $kills kills, seed $seed" -InformationAction Continue

    $null = Start-TestSandbox @{ job_ms = '30'; latency_ms = '10' }
    $in = Join-Path $TestDrive 'in'
    $out = Join-Path $TestDrive 'out'
    1..$count | ForEach-Object {
        $file = New-TestPhoto $in "photo [$_].jpg"
        [IO.File]::AppendAllText($file.FullName, "$seed-$_")
    }

    foreach ($fault in @(
            @{ path = '/v1/phota/enhance'; method = 'POST'; action = @{ kind = 'reset'; when = 'after_charge' } }
            @{ path = '/v1/phota/enhance'; method = 'POST'; action = @{ kind = 'reset'; when = 'before_read' } }
            @{ path = '/v1/phota/*'; method = '*'; action = @{ kind = 'respond'; status = 503; body = $null } }
            @{ path = '/files/*'; method = 'GET'; action = @{ kind = 'truncate'; after_bytes = 60 } }
            @{ path = '/files/*'; method = 'GET'; action = @{ kind = 'expire' } }
        )) {
        Invoke-SandboxControl 'faults' -Method POST -Body @(@{
                match = @{ method = $fault.method; path = $fault.path }; times = -1; probability = 0.05; action = $fault.action
            }) | Out-Null
    }

    function Start-Run {
        $command = @"
Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
`$null = Connect-Phota (ConvertTo-SecureString 'sandbox-chaos' -AsPlainText -Force) -BaseUri '$($Sandbox.BaseUri)'
`$images = Get-ChildItem '$in' | Invoke-PhotaEnhance -Destination '$out' -Resume -ThrottleLimit 8 -ErrorVariable failure -ErrorAction SilentlyContinue
exit [int](`$failure.Count -gt 0 -or `$images.Count -ne $count)
"@
        [Diagnostics.Process]::Start((New-PwshStartInfo '-NoProfile', '-NonInteractive', '-Command', $command))
    }
}

AfterAll { Stop-TestSandbox }

Describe 'A batch that is killed again and again' {
    It 'ends with every photo done, paid once, and nothing half-written' {
        foreach ($kill in 1..$kills) {
            $run = Start-Run
            $seen = @((Invoke-SandboxControl 'requests').requests).Count
            # A moment is a number of requests: as random as a time, and as far on slow machines as on fast ones.
            try { Wait-Sandbox 'finished' -Count ($seen + $random.Next(1, [Math]::Max(3, 3 * $count / $kills))) } catch { $run.HasExited | Should -BeTrue }
            $run.Kill()
            $run.WaitForExit()
        }

        $tries = 0
        do { $run = Start-Run; $run.WaitForExit() } while ($run.ExitCode -ne 0 -and ++$tries -lt 5)
        $run.ExitCode | Should -Be 0

        $results = Get-ChildItem $out -File -Force
        $results | Should -HaveCount $count
        $lines = Get-Content (Join-Path $out '.phota/ledger.jsonl') | ConvertFrom-Json | Where-Object event -eq 'saved'
        $hashes = @{}
        $lines | ForEach-Object { $hashes[$_.path] = $_.sha256 }
        foreach ($result in $results) { (Get-FileHash -LiteralPath $result.FullName).Hash | Should -Be $hashes[$result.Name] }
        ($results | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash } | Select-Object -Unique) | Should -HaveCount $count

        $charges = (Get-SandboxBill).entries | Where-Object kind -eq 'charge'
        $charges | Should -HaveCount $count
        $charges.input_sha256 | Select-Object -Unique | Should -HaveCount $count
        Get-ChildItem $out -Recurse -Force -Filter '*.part' | Should -BeNullOrEmpty
        (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty
    }
}
