# Many runspaces of one process at once: 16, or 50 with PHOTAPS_LONG=1.
BeforeDiscovery {
    $runspaces = if ($env:PHOTAPS_LONG -eq '1') { 50 } else { 16 }
    $parallel = {
        param($inputs, $work, $with)
        $inputs | ForEach-Object -ThrottleLimit $with.Runspaces -AsJob -Parallel { & ([scriptblock]::Create($using:work)) $_ $using:with }
    }
    $threads = if (Get-Command Start-ThreadJob -ErrorAction Ignore) { $null } else { 'there is no Start-ThreadJob' }
    $ways = @(
        @{ way = 'ForEach-Object -Parallel'; missing = $null; runspaces = $runspaces; start = $parallel }
        @{ way = 'Start-ThreadJob'; missing = $threads; runspaces = $runspaces; start = {
                param($inputs, $work, $with)
                foreach ($one in $inputs) { Start-ThreadJob -ThrottleLimit $with.Runspaces -ScriptBlock ([scriptblock]::Create($work)) -ArgumentList $one, $with }
            }
        }
    )
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    # No grace: what arrives after a Retry-After was told, and was not under way, has come too early.
    $null = Start-TestSandbox @{ retry_grace_ms = 0 }
    Initialize-Operation

    # What each runspace does: one request that all have under way at once, then another two.
    $work = {
        param($number, $with)
        Import-Module $with.Module
        $null = Connect-Phota (ConvertTo-SecureString $with.Key -AsPlainText -Force) -BaseUri $with.Uri
        New-PhotaImage "first $number"
        New-PhotaImage "second $number", "third $number" -ThrottleLimit 2
    }

    function Start-Work([scriptblock]$Start, [string]$Key) {
        & $Start (1..$runspaces) $work.ToString() @{ Runspaces = $runspaces; Module = "$Root/out/PhotaPS/PhotaPS.psd1"; Uri = $Sandbox.BaseUri; Key = $Key }
    }
}

AfterAll { Stop-TestSandbox }

Describe '<runspaces> runspaces at once, by <way>' -ForEach $ways {
    BeforeEach { Reset-Sandbox }

    It 'are all held back by what one of them is told' {
        if ($missing) { Set-ItResult -Skipped -Because $missing }
        Add-SandboxFault @{ kind = 'hold'; when = 'before_response' } -Times ($runspaces - 1)
        Add-SandboxFault @{ kind = 'respond'; status = 429; retry_after_seconds = 3 }
        $jobs = Start-Work $start "sandbox-$([guid]::NewGuid())"
        # The runspaces import the module first, which a busy machine takes its time for.
        Wait-Sandbox 'held' -Count ($runspaces - 1) -TimeoutSec 120
        Wait-Sandbox 'finished' -TimeoutSec 120
        $refused = Get-SandboxRequest | Where-Object status -eq 429
        Invoke-SandboxControl 'release' -Method POST | Out-Null
        $images = $jobs | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop

        # All but one of them go on at once, and have to wait.
        @($images) | Should -HaveCount (3 * $runspaces)
        $all = Get-SandboxRequest
        $all | Should -HaveCount (3 * $runspaces + 1)
        $opens = ([datetime]$refused.at).AddSeconds(3)
        @($all | Sort-Object { [datetime]$_.at } | Select-Object -Skip $runspaces | Where-Object { [datetime]$_.at -lt $opens.AddMilliseconds(-20) }) | Should -BeNullOrEmpty
        @((Get-SandboxBill).entries) | Should -HaveCount (3 * $runspaces)
        Assert-NoVerdict
    }
}

Describe '<runspaces> runspaces at once' -ForEach @{ parallel = $parallel; runspaces = $runspaces } {
    BeforeEach { Reset-Sandbox }

    It 'share the room that the service has' {
        Set-SandboxSwitch @{ max_concurrent = '4'; latency_ms = '20'; retry_grace_ms = '900' }
        $images = Start-Work $parallel "sandbox-$([guid]::NewGuid())" | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop

        @($images) | Should -HaveCount (3 * $runspaces)
        @((Get-SandboxBill).entries) | Should -HaveCount (3 * $runspaces)
        # The first of each, and now and then one that tries whether there is more room; each for itself would be refused far more often.
        @(Get-SandboxRequest | Where-Object status -eq 429).Count | Should -BeLessThan (2.4 * $runspaces)
        Assert-NoVerdict
    }
}
