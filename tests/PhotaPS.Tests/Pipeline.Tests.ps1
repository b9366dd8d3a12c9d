BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $null = Start-TestSandbox
    Initialize-Operation
    $four = 'dog.jpg', 'harbour.jpeg', 'lighthouse.webp', 'dog.png' | ForEach-Object { Join-Path $Photos $_ }
    $slow = (Get-FileHash -LiteralPath $four[0]).Hash.ToLowerInvariant()
}

AfterAll { Stop-TestSandbox }

Describe 'A batch in a pipeline' {
    BeforeEach {
        Reset-Sandbox
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
    }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'writes <order>' -ForEach @(
        @{ order = 'each result when it is there'; ordered = $false }
        @{ order = 'in the order of the input with -Ordered'; ordered = $true }
    ) {
        Add-SandboxFault @{ kind = 'hold' } -Match @{ method = 'POST'; contains_sha256 = $slow }
        $shell = New-Shell
        Start-Shell $shell { param($photos, $ordered) $photos | Invoke-PhotaEnhance -ThrottleLimit 4 -Ordered:$ordered } @{ photos = $four; ordered = $ordered }
        Wait-Sandbox 'finished' -Count 3 -Path '/v1/phota/jobs/*'
        Resume-Held
        $sources = (Wait-Shell $shell).Source
        if ($ordered) { $sources | Should -Be $four } else { $sources[-1] | Should -Be $four[0] }
        Close-Shell $shell
    }

    It 'writes results, errors and progress on the pipeline''s own thread' {
        $null = New-TestPhoto $in (1..12 | ForEach-Object { "$_.jpg" })
        Add-SandboxFault @{ kind = 'moderation' } -Times 3
        Add-SandboxFault @{ kind = 'delay'; ms = 300 } -Times 1
        $shell = New-Shell
        Start-Shell $shell {
            param($in)
            [Environment]::CurrentManagedThreadId
            Get-ChildItem $in | Invoke-PhotaEnhance -ThrottleLimit 8 2>&1 | ForEach-Object { [Environment]::CurrentManagedThreadId }
        } @{ in = $in }
        $threads = @(Wait-Shell $shell) + $shell.Screen.Progress.Thread
        $threads.Count | Should -BeGreaterThan 13
        $threads | Select-Object -Unique | Should -HaveCount 1
        Close-Shell $shell
    }

    It 'wants nothing of the host''s synchronization context' {
        $shell = New-Shell
        Start-Shell $shell {
            param($photos)
            [Threading.SynchronizationContext]::SetSynchronizationContext([PhotaPS.Tests.DeadContext]::new())
            $photos | Invoke-PhotaEnhance
        } @{ photos = $four }
        Wait-Shell $shell | Should -HaveCount 4
        Close-Shell $shell
    }

    It 'takes thousands of results through a full window' {
        $jobs = 1..5000 | ForEach-Object { [Phota.PhotaJob]@{ JobId = "$_"; Status = 'Failed' } }
        $jobs | Receive-PhotaJob -ThrottleLimit 256 -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure | Should -HaveCount 5000
        Receive-PhotaJob -InputObject $jobs -ThrottleLimit 256 -Ordered -ErrorVariable ordered -ErrorAction SilentlyContinue
        $ordered.TargetObject.JobId | Should -Be $jobs.JobId
    }

    It 'stops everything at an error with -ErrorAction Stop' {
        $null = New-TestPhoto $in (1..20 | ForEach-Object { "$_.jpg" })
        Add-SandboxFault @{ kind = 'moderation' }
        Add-SandboxFault @{ kind = 'hold' } -Times -1
        { Get-ChildItem $in | Invoke-PhotaEnhance -ThrottleLimit 2 -ErrorAction Stop } | Should -Throw -ErrorId 'Phota.Moderation,*'
        @(Get-SandboxRequest).Count | Should -BeLessOrEqual 2
    }

    It 'stops everything when a later command throws <what>' -ForEach @(
        @{ what = 'an error'; thrown = [InvalidOperationException]::new('enough') }
        @{ what = 'a cancellation of its own, which stays that'; thrown = [OperationCanceledException]::new('enough') }
    ) {
        $null = New-TestPhoto $in (1..20 | ForEach-Object { "$_.jpg" })
        Add-SandboxFault @{ kind = 'hold' } -Skip 1 -Times -1
        $failure = { Get-ChildItem $in | Invoke-PhotaEnhance -ThrottleLimit 2 | ForEach-Object { throw $thrown } } | Should -Throw -PassThru
        $failure.Exception | Should -BeOfType $thrown.GetType()
        $failure.Exception.Message | Should -Be 'enough'
        @(Get-SandboxRequest).Count | Should -BeLessOrEqual 2
    }

    It 'stops everything when a later command has enough, with -Ordered too' {
        $null = New-TestPhoto $in (1..20 | ForEach-Object { "$_.jpg" })
        $image = Get-ChildItem $in | Sort-Object Name | Invoke-PhotaEnhance -ThrottleLimit 2 -Ordered | Select-Object -First 1
        Split-Path $image.Source -Leaf | Should -Be '1.jpg'
        @(Get-SandboxRequest).Count | Should -BeLessOrEqual 9
    }

    It 'sends what is confirmed, and nothing else' {
        $shell = New-Shell
        Start-Shell $shell { param($photos) Invoke-PhotaEnhance $photos -Confirm } @{ photos = $four }
        $yes, $no, $noToAll = 0, 2, 3
        foreach ($answer in $no, $yes, $noToAll) {
            $shell.Screen.WaitForQuestion()
            $shell.Screen.Answer($answer)
        }
        (Wait-Shell $shell).Source | Should -Be $four[1]
        @(Get-SandboxRequest).Count | Should -Be 1
        Close-Shell $shell
    }

    It 'ends with the runspace that it works in' {
        Add-SandboxFault @{ kind = 'hold' } -Times -1
        $shell = New-Shell
        Start-Shell $shell { param($photos) $photos | Invoke-PhotaEnhance } @{ photos = $four }
        Wait-Sandbox 'held' -Count 4
        Close-Shell $shell
        Wait-Sandbox 'settled' -Count 4
        $shell.Output | Should -BeNullOrEmpty
    }
}
