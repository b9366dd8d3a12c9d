BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    Initialize-Operation

    # Another process of the same user.
    function Start-Child([string]$Command) {
        $script = "
            Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
            `$null = Connect-Phota (ConvertTo-SecureString sandbox-journal -AsPlainText -Force) -BaseUri '$($Sandbox.BaseUri)'
            $Command"
        [Diagnostics.Process]::Start((New-PwshStartInfo '-NoProfile', '-NonInteractive', '-Command', $script))
    }
}

AfterAll { Stop-TestSandbox }

Describe 'The journal of a user' {
    BeforeEach {
        Reset-Sandbox
        Remove-Item "$env:XDG_STATE_HOME/PhotaPS/journal" -Recurse -Force -ErrorAction Ignore
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $files = New-TestPhoto $in (1..3 | ForEach-Object { "$_.jpg" })
    }

    AfterEach { Assert-NoVerdict }

    It 'is empty where nothing was submitted, and asking costs no request' {
        Get-PhotaJob | Should -BeNullOrEmpty
        (Invoke-SandboxControl 'requests').requests | Should -BeNullOrEmpty
    }

    It 'lists what was submitted without a destination and not received yet, in any process' {
        $jobs = $files | Invoke-PhotaEnhance -Prompt warm -Async
        $child = Start-Child "(Get-PhotaJob).JobId | Set-Content '$TestDrive/listed.txt'"
        $child.WaitForExit()
        Get-Content "$TestDrive/listed.txt" | Sort-Object | Should -Be ($jobs.JobId | Sort-Object)

        $listed = Get-PhotaJob
        $listed.Source | Sort-Object | Should -Be $files.FullName
        $listed[0].Prompt, $listed[0].Operation, $listed[0].ClientRequestId | Should -Be 'warm', 'enhance', ($jobs | Where-Object JobId -EQ $listed[0].JobId).ClientRequestId
        $images = $listed | Wait-PhotaJob | Receive-PhotaJob
        $images | Save-PhotaImage $out | Should -HaveCount 3
        (Get-Result $out).Name | Should -Be '1.jpg', '2.jpg', '3.jpg'
        Get-PhotaJob | Should -BeNullOrEmpty
        @(Get-Charge) | Should -HaveCount 3
    }

    It 'lists nothing of a command that received everything' {
        $files | Invoke-PhotaEnhance | Should -HaveCount 3
        Get-PhotaJob | Should -BeNullOrEmpty
    }

    It 'loses nothing of a process that was killed' {
        Set-SandboxSwitch @{ job_ms = '3600000' }
        $child = Start-Child "Get-ChildItem '$in' | Invoke-PhotaEnhance"
        Wait-Sandbox 'finished' -Count 3 -Path '/v1/phota/enhance'
        # A job that is asked about is in the journal.
        foreach ($job in (Invoke-SandboxControl 'jobs').jobs) { Wait-Sandbox 'finished' -Path "/v1/phota/jobs/$($job.job_id)" }
        $child.Kill()
        $child.WaitForExit()
        Step-SandboxClock 3601
        @(Get-Charge) | Should -HaveCount 3
        $jobs = Get-PhotaJob
        $jobs | Should -HaveCount 3
        $jobs | Wait-PhotaJob | Receive-PhotaJob | Save-PhotaImage $out | Should -HaveCount 3
        Get-Result $out | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount 3
    }

    It 'knows a job of this user by its id' {
        $job = Invoke-PhotaEnhance $files[0].FullName -Async
        $again = Get-PhotaJob $job.JobId
        $again.Source, $again.Operation | Should -Be $files[0].FullName, 'enhance'
        Receive-PhotaJob $job.JobId | ForEach-Object Source | Should -Be $files[0].FullName
    }

    It 'does not hold what a destination holds' {
        $null = $files | Invoke-PhotaEnhance -Destination $out -Async
        Get-PhotaJob | Should -BeNullOrEmpty
        $files | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 3
        @(Get-Charge) | Should -HaveCount 3
    }

    It 'pays anew each time a command without a destination is typed' {
        1..2 | ForEach-Object { $files[0] | Invoke-PhotaEnhance } | ForEach-Object Origin | Should -Be 'New', 'New'
        @(Get-Charge) | Should -HaveCount 2
    }

    It 'holds neither key nor signature, and is the user''s alone' {
        $null = $files | Invoke-PhotaEnhance
        $journal = Get-ChildItem "$env:XDG_STATE_HOME/PhotaPS" -Recurse -File -Force
        $journal | Should -Not -BeNullOrEmpty
        $journal | Get-Content -Raw | Should -Not -Match 'sandbox-|signature'
        if (-not $IsWindows) { (Get-Item "$env:XDG_STATE_HOME/PhotaPS/journal").UnixFileMode | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite, UserExecute') }
    }

    It 'forgets after some days' {
        $null = Invoke-PhotaEnhance $files[0].FullName -Async
        Get-ChildItem "$env:XDG_STATE_HOME/PhotaPS/journal/ledger" | ForEach-Object { $_.LastWriteTimeUtc = [DateTime]::UtcNow.AddDays(-8) }
        $null = Invoke-PhotaEnhance $files[1].FullName -Async
        (Get-PhotaJob).Source | Should -Be $files[1].FullName
    }
}
