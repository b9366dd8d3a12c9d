# A hot folder: what is there and what arrives, as soon as it is whole.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    Initialize-Operation
}

AfterAll { Stop-TestSandbox }

Describe '-Watch' {
    BeforeEach {
        Reset-Sandbox
        $inbox = Join-Path $TestDrive "inbox-$([guid]::NewGuid())"
        $null = New-TestPhoto $inbox 'a.jpg'
        $null = New-TestPhoto "$inbox-elsewhere" 'b.jpg', 'c.jpg'
    }

    It 'takes what is there and what arrives, writes each result as it is ready, and ends when nothing comes' {
        # Each result brings the next photo: were results written at the end, the second would never come.
        $images = Invoke-PhotaEnhance $inbox -Watch -IdleTimeoutSec 8 -Destination "$inbox/out" | ForEach-Object {
            if ($_.Name -eq 'a.jpg') { [IO.File]::Move("$inbox-elsewhere/b.jpg", "$inbox/b.jpg") }
            if ($_.Name -eq 'b.jpg') { $null = New-Item "$inbox/below" -ItemType Directory; Copy-Item "$inbox-elsewhere/c.jpg" "$inbox/below/c.jpg" }
            $_
        }
        $images.Name | Should -Be 'a.jpg', 'b.jpg', 'c.jpg'
        (Get-Result "$inbox/out").Name | Sort-Object | Should -Be 'a.jpg', 'b.jpg', 'c.jpg'
        Get-SandboxRequest | Should -HaveCount 3
        # The same command again finds all of it and pays for nothing.
        (Invoke-PhotaEnhance $inbox -Watch -IdleTimeoutSec 4 -Destination "$inbox/out").Origin | Should -Be 'Found', 'Found', 'Found'
        Get-SandboxRequest | Should -HaveCount 3
    }

    It 'renews the result of a photo that changes while it is watched' {
        $images = Invoke-PhotaEnhance $inbox -Watch -IdleTimeoutSec 8 -Destination "$inbox/out" | ForEach-Object -Begin { $seen = 0 } -Process {
            if (++$seen -eq 1) { Edit-TestPhoto "$inbox/a.jpg" }
            $_
        }
        $images.Origin | Should -Be 'New', 'New'
        Get-SandboxRequest | Should -HaveCount 2
        (Get-Result "$inbox/out").Name | Should -Be 'a.jpg'
    }

    It 'ends at once when a later command has enough' {
        (Invoke-PhotaEnhance $inbox -Watch -Destination "$inbox/out" | Select-Object -First 1).Name | Should -Be 'a.jpg'
    }

    It 'ends at once on Ctrl+C' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                param($Module, $Inbox)
                Import-Module $Module
                Invoke-PhotaEnhance $Inbox -Watch -Destination "$Inbox/out"
            }).AddArgument((Get-Module PhotaPS).Path).AddArgument($inbox)
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            # The result that is ready while the watching goes on.
            $first = $output.GetEnumerator()
            $first.MoveNext() | Should -BeTrue
            $running.IsCompleted | Should -BeFalse
            (Measure-Command { $shell.Stop() }).TotalSeconds | Should -BeLessThan 5
        }
        finally { $shell.Dispose() }
    }

    It 'plans what is there, and does not wait' {
        $plan = Invoke-PhotaEnhance $inbox -Watch -Destination "$inbox/out" -WhatIf
        $plan[-1].Requests | Should -Be 1
        Get-SandboxRequest | Should -BeNullOrEmpty
        "$inbox/out" | Should -Not -Exist
    }

    It 'ends where a budget ends' {
        $null = New-TestPhoto $inbox 'd.jpg', 'e.jpg'
        $price = (Invoke-PhotaEnhance "$inbox/a.jpg" -WhatIf)[-1].TotalCost
        Invoke-PhotaEnhance $inbox -Watch -Destination "$inbox/out" -MaxCost $price -ErrorVariable failure -ErrorAction SilentlyContinue | Should -HaveCount 1
        $failure[-1].FullyQualifiedErrorId | Should -BeLike 'Phota.Budget,*'
    }

    It 'is refused: <name>' -ForEach @(
        @{ name = 'without a destination'; run = { Invoke-PhotaEnhance $inbox -Watch }; words = '*-Destination*' }
        @{ name = 'a file'; run = { Invoke-PhotaEnhance "$inbox/a.jpg" -Watch -Destination "$inbox/out" }; words = '*takes one folder*' }
        @{ name = 'from the pipeline'; run = { Get-Item $inbox | Invoke-PhotaEnhance -Watch -Destination "$inbox/out" }; words = '*nothing through the pipeline*' }
        @{ name = 'an idle time alone'; run = { Invoke-PhotaEnhance "$inbox/a.jpg" -IdleTimeoutSec 5 }; words = '*only with -Watch*' }
    ) {
        $run | Should -Throw $words -ErrorId 'Phota.Validation,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }
}
