BeforeDiscovery { $hasTerminal = $IsLinux -and (Get-Command script -CommandType Application -ErrorAction Ignore) }

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $null = Start-TestSandbox
    Initialize-Operation
    $four = 'dog.jpg', 'harbour.jpeg', 'lighthouse.webp', 'dog.png' | ForEach-Object { Join-Path $Photos $_ }
    $slow = (Get-FileHash -LiteralPath $four[3]).Hash.ToLowerInvariant()
}

AfterAll { Stop-TestSandbox }

Describe 'The bar of a batch without a network' {
    It 'says that it waits for it, and the command can be stopped' {
        $shell = New-Shell
        Add-SandboxFault @{ kind = 'hold' } -Match @{ method = 'POST'; contains_sha256 = $slow }
        Start-Shell $shell { param($photos) $photos | Invoke-PhotaEnhance -ErrorAction Ignore } @{ photos = $four }
        $null = $shell.Screen.WaitForProgress('3 done, 1 under way')
        Stop-TestSandbox
        try {
            $shell.Screen.WaitForProgress('waiting for the network, 3 done').Activity | Should -Be 'Phota enhance'
            $shell.PowerShell.Stop()
            $shell.PowerShell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            Close-Shell $shell
            $null = Start-TestSandbox
        }
    }
}

Describe 'The bar of a batch' {
    BeforeEach {
        Reset-Sandbox
        $shell = New-Shell
        # One of the photos waits, so that the bar has time to show how far the others are.
        Add-SandboxFault @{ kind = 'hold' } -Match @{ method = 'POST'; contains_sha256 = $slow }
    }

    AfterEach { Close-Shell $shell }

    It 'knows the total, percent and time left of photos given as <what>' -ForEach @(
        @{ what = '-Path'; script = { param($photos) Invoke-PhotaEnhance $photos } }
        @{ what = '-LiteralPath'; script = { param($photos) Invoke-PhotaEnhance -LiteralPath $photos } }
    ) {
        Start-Shell $shell $script @{ photos = $four }
        $bar = $shell.Screen.WaitForProgress('3 of 4 done, 1 under way')
        $bar.Activity | Should -Be 'Phota enhance'
        $bar.StatusDescription | Should -Match ', \d+\.\d a second, \$0\.36 so far$'
        $bar.PercentComplete | Should -Be 75
        $bar.SecondsRemaining | Should -BeGreaterOrEqual 0
        Resume-Held
        Wait-Shell $shell | Should -HaveCount 4
    }

    It 'counts what wildcards stand for' {
        Start-Shell $shell { param($photos) Invoke-PhotaEnhance $photos -ThrottleLimit 8 } @{ photos = "$Photos/dog.*", "$Photos/harbour.*" }
        $shell.Screen.WaitForProgress('2 of 3 done').PercentComplete | Should -Be 66
        Resume-Held
        Wait-Shell $shell | Should -HaveCount 3
    }

    It 'guesses no total of photos that come through the pipeline' {
        Start-Shell $shell { param($photos) $photos | Invoke-PhotaEnhance } @{ photos = $four }
        $bar = $shell.Screen.WaitForProgress('3 done, 1 under way')
        $bar.PercentComplete | Should -Be -1
        $bar.SecondsRemaining | Should -Be -1
        Resume-Held
        Wait-Shell $shell | Should -HaveCount 4
    }

    It 'tells of failures and retries, and counts photos that cannot be sent as failed' {
        Add-SandboxFault @{ kind = 'respond'; status = 429 } -Times 1
        Start-Shell $shell { param($photos) Invoke-PhotaEnhance $photos -ErrorAction Ignore } @{ photos = @('missing.jpg') + $four }
        $bar = $shell.Screen.WaitForProgress('3 of 5 done, 1 under way, 1 failed, 1 retry')
        $bar.StatusDescription | Should -BeLike '*$0.36 so far'
        $bar.PercentComplete | Should -Be 80
        Resume-Held
        Wait-Shell $shell | Should -HaveCount 4
    }

    It 'counts the retries of downloads, in Save-PhotaImage too' {
        Add-SandboxFault @{ kind = 'truncate'; after_bytes = 100 } -Match @{ path = '/files/*' }
        Add-SandboxFault @{ kind = 'hold'; when = 'mid_body' } -Match @{ path = '/files/*' }
        Start-Shell $shell { param($photo, $out) $image = Invoke-PhotaEnhance $photo; Save-PhotaImage $out -InputObject $image } @{ photo = $four[0]; out = "$TestDrive/out" }
        $shell.Screen.WaitForProgress('0 of 1 done, 1 under way, 1 retry').Activity | Should -Be 'Phota download'
        Resume-Held
        Wait-Shell $shell | Should -HaveCount 1
    }

    It 'is redrawn at most five times a second' {
        $null = New-TestPhoto "$TestDrive/many" (1..40 | ForEach-Object { "$_.jpg" })
        Start-Shell $shell { param($photos) $photos | Invoke-PhotaEnhance -ThrottleLimit 4 } @{ photos = @($four[3]) + (Get-ChildItem "$TestDrive/many").FullName }
        $null = $shell.Screen.WaitForProgress('40 done, 1 under way')
        Resume-Held
        Wait-Shell $shell | Should -HaveCount 41
        $drawn = @($shell.Screen.Progress | Where-Object { $_.Record.RecordType -eq 'Processing' -and $_.Record.Activity -like 'Phota*' })
        $drawn.Count | Should -BeGreaterThan 1
        for ($i = 1; $i -lt $drawn.Count; $i++) { ($drawn[$i].At - $drawn[$i - 1].At).TotalMilliseconds | Should -BeGreaterOrEqual 200 }
    }

    It 'goes away <when>' -ForEach @(
        @{ when = 'at the end'; script = { param($photos) $photos[0..2] | Invoke-PhotaEnhance } }
        @{ when = 'when a later command has enough'; script = { param($photos) $photos | Invoke-PhotaEnhance | Select-Object -First 2 } }
        @{ when = 'when a later command throws'; script = { param($photos) try { $photos | Invoke-PhotaEnhance | ForEach-Object { if ($n++) { throw 'enough' } } } catch { "$_" } } }
        @{ when = 'after a terminating error'; script = { param($photos) try { $photos | Invoke-PhotaEdit -Prompt x -ThrottleLimit 1 } catch { "$_" } } }
    ) {
        Add-SandboxFault @{ kind = 'respond'; status = 401 } -Match @{ path = '/v1/phota/edit' } -Skip 2
        Start-Shell $shell $script @{ photos = $four }
        $null = Wait-Shell $shell
        $bar = @($shell.Screen.Progress.Record | Where-Object Activity -like 'Phota*')
        $bar.Count | Should -BeGreaterThan 1
        $bar[-1].RecordType | Should -Be 'Completed'
        $bar.ActivityId | Select-Object -Unique | Should -HaveCount 1
    }

    It 'is one for each command of a pipeline' {
        Start-Shell $shell { param($photos, $out) $photos[0..2] | Invoke-PhotaEnhance | Save-PhotaImage $out } @{ photos = $four; out = "$TestDrive/two" }
        $null = Wait-Shell $shell
        $bars = $shell.Screen.Progress.Record | Where-Object Activity -like 'Phota*' | Group-Object Activity
        $bars | Should -HaveCount 2
        $bars[0].Group[0].ActivityId | Should -Not -Be $bars[1].Group[0].ActivityId
    }
}

Describe 'A bar that nobody would see' {
    BeforeAll {
        Reset-Sandbox
        # A process of its own says how often a bar was drawn by a host that says it is the console.
        $count = "$TestDrive/count.txt"
        Invoke-ChildPwsh -NoProfile -Command "Add-Type -Path '$PSScriptRoot/Support/TestHost.cs' -OutputAssembly '$TestDrive/TestHost.dll'"
        Set-Content "$TestDrive/count.ps1" @"
Add-Type -Path '$TestDrive/TestHost.dll'
`$console = [PhotaPS.Tests.TestHost]::new('ConsoleHost')
`$runspace = [runspacefactory]::CreateRunspace(`$console)
`$runspace.Open()
`$shell = [powershell]::Create(`$runspace).AddScript({
        Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
        `$null = Connect-Phota (ConvertTo-SecureString sandbox-console -AsPlainText -Force) -BaseUri $($Sandbox.BaseUri)
        Invoke-PhotaEnhance '$($four[0])'
        1..10 | ForEach-Object { "$($Sandbox.BaseUri)sandbox/photos/`$_.jpg" } | New-PhotaProfile -Wait -PollIntervalSec 1
    })
`$made = `$shell.Invoke()
`$drawn = `$console.Screen.Progress.Record | Where-Object Activity -like 'Phota*' | ForEach-Object { (-split `$_.Activity)[1] } | Sort-Object -Unique
Set-Content '$count' "`$(`$made.Count) made, drawn: `$drawn"
"@
        function Get-Terminal { param([string]$Arguments, [string]$Environment = '')
            # Without these the terminal is what decides.
            $line = "env -u CI -u GITHUB_ACTIONS -u TF_BUILD $Environment $($Pwsh.ForEach{ "'$_'" }) -NoProfile $Arguments"
            script -qec $line /dev/null | Out-Null
            Get-Content $count
        }
    }

    BeforeEach { Remove-Item $count -ErrorAction Ignore }

    It 'is drawn in a terminal' -Skip:(-not $hasTerminal) {
        Get-Terminal "-File '$TestDrive/count.ps1'" | Should -Be '2 made, drawn: enhance profile'
    }

    It 'is not drawn with <arguments>' -Skip:(-not $hasTerminal) -ForEach @(
        @{ arguments = '-NonInteractive -File' }
        @{ arguments = '-noni -File' }
    ) {
        Get-Terminal "$arguments '$TestDrive/count.ps1'" | Should -Be '2 made, drawn: '
    }

    It 'is drawn when -NonInteractive is the script''s own parameter' -Skip:(-not $hasTerminal) {
        Get-Terminal "-File '$TestDrive/count.ps1' -NonInteractive" | Should -Be '2 made, drawn: enhance profile'
    }

    It 'is not drawn under <name>' -Skip:(-not $hasTerminal) -ForEach @(
        @{ name = 'CI' }
        @{ name = 'GITHUB_ACTIONS' }
        @{ name = 'TF_BUILD' }
    ) {
        Get-Terminal "-File '$TestDrive/count.ps1'" "$name=true" | Should -Be '2 made, drawn: '
    }

    It 'is not drawn where the output goes into a pipe' {
        Invoke-ChildPwsh -NoProfile -File "$TestDrive/count.ps1" | Out-Null
        Get-Content $count | Should -Be '2 made, drawn: '
    }
}
