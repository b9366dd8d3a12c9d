BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    Initialize-Operation

    # A later day, as far as the ledger knows.
    function Set-LedgerAge([string]$Destination, [int]$Hours) {
        foreach ($file in Get-ChildItem "$Destination/.phota/ledger" -Filter *.jsonl) {
            $at = [DateTimeOffset]::UtcNow.AddHours(-$Hours).ToString('o')
            (Get-Content $file.FullName -Raw) -replace '"at":"[^"]+"', "`"at`":`"$at`"" | Set-Content $file.FullName -NoNewline
        }
    }
}

AfterAll { Stop-TestSandbox }

Describe '-Retry' {
    BeforeEach {
        Reset-Sandbox
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $files = New-TestPhoto $in (1..3 | ForEach-Object { "$_.jpg" })
        $run = {
            param($options = @{})
            $script:failure = $null
            Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 1 @options -ErrorVariable script:failure -ErrorAction SilentlyContinue
        }
        $lost = @{ kind = 'reset'; when = 'after_charge' }
    }

    AfterEach { Assert-NoVerdict }

    BeforeAll {
        # The sandbox judges what is paid for twice; here it was asked for.
        function Assert-PaidTwice([int]$Times) {
            (Invoke-SandboxControl 'verdicts').verdicts.rule | Should -Be (@('paid_twice') * $Times)
            Invoke-SandboxControl 'reset' -Method POST | Out-Null
        }
    }

    It 'Failed: pays again for <what>, and for nothing else' -ForEach @(
        @{ what = 'a job that failed'; fault = @{ kind = 'job'; final = 'failed' }; id = 'Phota.Service' }
        @{ what = 'a job that the service has lost'; fault = @{ kind = 'job'; final = 'lost' }; id = 'Phota.NotFound' }
        @{ what = 'a photo that was refused for its content'; fault = @{ kind = 'moderation' }; id = 'Phota.Moderation' }
    ) {
        Add-SandboxFault $fault
        & $run | Should -HaveCount 2
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        $failure[0].TargetObject.FullName | Should -Be $files[0].FullName

        # Unasked, on every run, it is an error that says what to do, and free.
        foreach ($again in 1..2) {
            & $run @{ Retry = 'PerhapsPaid, Missing' } | Should -HaveCount 2
            $failure | Should -HaveCount 1
            $failure[0].ErrorDetails.RecommendedAction | Should -Match '-Retry Failed'
            $failure[0].TargetObject.FullName | Should -Be $files[0].FullName
            @(Get-SandboxRequest) | Should -HaveCount 3
        }

        $images = & $run @{ Retry = 'Failed' }
        $images | Should -HaveCount 3
        $failure | Should -BeNullOrEmpty
        $images | Where-Object Origin -EQ 'New' | ForEach-Object Source | Should -Be $files[0].FullName
        $sent = Get-SandboxRequest
        $sent | Should -HaveCount 4
        $sent.body.client_request_id | Select-Object -Unique | Should -HaveCount 4

        (& $run @{ Retry = 'Failed' }).Origin | Should -Be 'Found', 'Found', 'Found'
        @(Get-SandboxRequest) | Should -HaveCount 4
    }

    It 'Failed: may fail once more, and be tried once more' {
        Add-SandboxFault @{ kind = 'job'; final = 'failed' } -Times 1
        & $run | Should -HaveCount 2
        Add-SandboxFault @{ kind = 'job'; final = 'failed' } -Times 1
        & $run @{ Retry = 'Failed' } | Should -HaveCount 2
        & $run | Should -HaveCount 2
        @(Get-SandboxRequest) | Should -HaveCount 4
        & $run @{ Retry = 'Failed' } | Should -HaveCount 3
        (Get-SandboxRequest).body.client_request_id | Select-Object -Unique | Should -HaveCount 5
    }

    It 'PerhapsPaid: pays again where the answer of the direct path was lost' {
        Add-SandboxFault $lost
        & $run @{ ResponseMode = 'Bytes' } | Should -HaveCount 2
        $failure | Should -HaveCount 1
        foreach ($again in 1..2) {
            & $run @{ ResponseMode = 'Bytes'; Retry = 'Failed, Missing' } | Should -HaveCount 2
            $failure | Should -HaveCount 1
            $failure[0].ErrorDetails.RecommendedAction | Should -Match '-Retry PerhapsPaid'
        }

        @(Get-Charge) | Should -HaveCount 3
        & $run @{ ResponseMode = 'Bytes'; Retry = 'PerhapsPaid' } | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount 4
        & $run @{ ResponseMode = 'Bytes'; Retry = 'PerhapsPaid' } | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount 4
        Get-Result $out | Should -HaveCount 3
        Assert-PaidTwice 1
    }

    It 'PerhapsPaid: pays again on the job path once the id may be forgotten' {
        Add-SandboxFault $lost -Times -1
        & $run @{ TimeoutSec = 1 } | Should -BeNullOrEmpty
        Invoke-SandboxControl 'faults' -Method DELETE | Out-Null
        $charged = @(Get-Charge).Count
        $charged | Should -BeGreaterThan 0
        Set-LedgerAge $out 21

        $images = & $run
        $images.Count | Should -Be (3 - $charged)
        $failure | Should -HaveCount $charged
        $failure[0].ErrorDetails.RecommendedAction | Should -Match '-Retry PerhapsPaid'
        @(Get-Charge) | Should -HaveCount 3

        & $run @{ Retry = 'PerhapsPaid' } | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount (3 + $charged)
    }

    It 'PerhapsPaid: pays again where another account''s key sent it' {
        Add-SandboxFault $lost -Times -1
        & $run @{ TimeoutSec = 1 } | Should -BeNullOrEmpty
        Invoke-SandboxControl 'faults' -Method DELETE | Out-Null
        $charged = @(Get-Charge).Count
        try {
            $null = Connect-Phota (ConvertTo-SecureString 'sandbox-another' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
            (& $run).Count | Should -Be (3 - $charged)
            $failure[0].ErrorDetails.RecommendedAction | Should -Match '-Retry PerhapsPaid'
        }
        finally { $null = Connect-Phota (ConvertTo-SecureString 'sandbox-key' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri }
    }

    It 'Missing: pays again for a result that is gone from disk and from the service' {
        Set-SandboxSwitch @{ job_retention_seconds = '60' }
        & $run | Should -HaveCount 3
        Step-SandboxClock 90000
        Remove-Item "$out/2.jpg"
        foreach ($again in 1..2) {
            & $run @{ Retry = 'Failed, PerhapsPaid' } | Should -HaveCount 2
            $failure | Should -HaveCount 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.NotFound,*'
            $failure[0].ErrorDetails.RecommendedAction | Should -Match '-Retry Missing'
        }

        @(Get-Charge) | Should -HaveCount 3
        & $run @{ Retry = 'Missing' } | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount 4
        "$out/2.jpg" | Should -Exist
        (& $run @{ Retry = 'Missing' }).Origin | Should -Be 'Found', 'Found', 'Found'
        @(Get-Charge) | Should -HaveCount 4
    }

    It 'Missing: fetches what can be fetched, and pays nothing' {
        & $run | Should -HaveCount 3
        Remove-Item "$out/2.jpg"
        & $run @{ Retry = 'Missing' } | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount 3
    }

    It 'takes all three at once, in a nightly command' {
        $null = New-TestPhoto $in '4.jpg'
        Add-SandboxFault @{ kind = 'job'; final = 'failed' }
        & $run | Should -HaveCount 3
        & $run @{ Retry = 'Failed', 'PerhapsPaid', 'Missing' } | Should -HaveCount 4
        @(Get-SandboxRequest) | Should -HaveCount 5
    }

    It 'says for a job of another key that this key does not find it, and records nothing' {
        Set-SandboxSwitch @{ job_ms = '600000' }
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Async | Should -HaveCount 3
        Add-SandboxFault @{ kind = 'respond'; status = 404 } -Match @{ method = 'GET'; path = '/v1/phota/jobs/*' } -Times 3
        try {
            $null = Connect-Phota (ConvertTo-SecureString 'sandbox-another' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
            & $run | Should -BeNullOrEmpty
            $failure | Should -HaveCount 3
            $failure[0].Exception.Message | Should -Match 'another key'
        }
        finally { $null = Connect-Phota (ConvertTo-SecureString 'sandbox-key' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri }
        Get-LedgerFact $out 'failed' | Should -BeNullOrEmpty
    }
}
