BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $null = Start-TestSandbox
    $dog = Join-Path $Photos 'dog.jpg'
    $guid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'

    # The verbose lines of requests: not those in which PowerShell tells of ShouldProcess, nor a batch's closing one.
    function Get-Line([scriptblock]$Script) {
        & $Script 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } |
            ForEach-Object Message | Where-Object { $_ -notlike 'Performing the operation *' -and $_ -notlike '* paid for *' }
    }
}

AfterAll { Stop-TestSandbox }

Describe '-Verbose' {
    BeforeEach { Reset-Sandbox }

    It 'tells of each request in one line: what, of which photo, how it ended, how long it took and its id' {
        $lines = Get-Line { Invoke-PhotaEnhance $dog -Destination "$TestDrive/out" -Verbose }
        $lines | Should -HaveCount 3
        $lines[0] | Should -Match "^POST enhance $([regex]::Escape($dog)): HTTP 202 in \d+ ms, request id $guid`$"
        $lines[1] | Should -Match "^GET jobs/$guid $([regex]::Escape($dog)): HTTP 200 in \d+ ms, request id $guid`$"
        $lines[2] | Should -Match "^GET download $([regex]::Escape((Join-Path $TestDrive 'out/dog.jpg'))): HTTP 200 in \d+ ms, request id $guid`$"
        $requests = @((Invoke-SandboxControl 'requests').requests)
        $lines | ForEach-Object { $_ -replace '.* ' } | Should -Be $requests.request_id
    }

    It 'closes with what was paid, found, failed and left, and says which photos are skipped' {
        $null = Invoke-PhotaEnhance $dog -Destination "$TestDrive/closing"
        $lines = @(Invoke-PhotaEnhance $dog, "$TestDrive/missing.jpg" -Destination "$TestDrive/closing" -Verbose -ErrorAction SilentlyContinue 4>&1 |
            Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message)
        $lines | Should -Contain "$dog is skipped: its result is in the destination."
        $lines[-1] | Should -Be '0 images paid for ($0.00), 1 found, 1 failed, 0 left.'
    }

    It 'tells of attempts that failed' {
        Add-SandboxFault @{ kind = 'respond'; status = 429 }
        Add-SandboxFault @{ kind = 'reset'; when = 'after_read' }
        $lines = Get-Line { Invoke-PhotaEnhance $dog -Verbose }
        $lines | Should -HaveCount 4
        $lines[0] | Should -Match ': HTTP 429 in \d+ ms, request id '
        $lines[1] | Should -Match ': no answer in \d+ ms$'
        $lines[2] | Should -Match ': HTTP 202 in \d+ ms, request id '
    }

    It 'tells of <what>' -ForEach @(
        @{ what = 'downloads'; script = { $image | Save-PhotaImage "$TestDrive/saved" -Verbose }; lines = 'GET download *[\/]saved[\/]*.jpg: HTTP 200 *' }
        @{ what = 'jobs'; script = { $job | Wait-PhotaJob -Verbose }; lines = 'GET jobs/*-* *[\/]dog.jpg: HTTP 200 *' }
        @{ what = 'profiles'; script = { $null = New-SandboxProfile; Get-PhotaProfile -Verbose }; lines = 'GET profiles/ids: HTTP 200 *' }
        @{ what = 'a deletion'; script = { Remove-PhotaProfile (New-SandboxProfile) -Confirm:$false -Verbose }; lines = 'DELETE profiles/*: HTTP 200 *' }
        @{ what = 'the secret of callbacks'; script = { Get-PhotaWebhookSecret -Verbose }; lines = 'GET webhook-secret: HTTP 200 *' }
    ) {
        $image = New-PhotaImage 'a fox'
        $job = Invoke-PhotaEnhance $dog -Async
        $told = @(Get-Line $script)
        $told | Should -HaveCount @($lines).Count
        for ($i = 0; $i -lt $told.Count; $i++) { $told[$i] | Should -BeLike @($lines)[$i] }
    }

    It 'shows a URL without its signature, in PowerShell''s own lines too' {
        $image = New-PhotaImage 'a fox'
        $image.DownloadUri.Query | Should -Match 'signature='
        $all = & {
            Invoke-PhotaEnhance -Uri $image.DownloadUri -Verbose
            $image | Invoke-PhotaEnhance -Verbose
            $image | Save-PhotaImage "$TestDrive/signed" -Verbose
        } 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        $all.Count | Should -BeGreaterThan 5
        $all.Message | Should -Not -Match 'signature'
        $all.Message | Where-Object { $_ -like "*enhance*$($image.DownloadUri.AbsolutePath)*" } | Should -Not -BeNullOrEmpty
    }

    It 'keeps one line a request, whatever the file is called' -Skip:$IsWindows {
        $file = New-TestPhoto "$TestDrive/ugly" "two`nlines ##vso[task.complete].jpg"
        $lines = @(Get-Line { $file | Invoke-PhotaEnhance -Verbose })
        $lines | Should -HaveCount 2
        $lines | Should -Not -Match '\n|##'
    }

    It 'is written while a request is waited for, by the pipeline''s own thread' {
        Add-SandboxFault @{ kind = 'respond'; status = 429 }
        Add-SandboxFault @{ kind = 'hold' }
        $shell = New-Shell
        try {
            Start-Shell $shell { param($dog) Invoke-PhotaEnhance $dog -Verbose } @{ dog = $dog }
            $shell.Screen.WaitForLine('VERBOSE: POST enhance ') | Should -Match 'HTTP 429'
            Resume-Held
            Wait-Shell $shell | Should -HaveCount 1
        }
        finally { Close-Shell $shell }
    }

    It 'is silent without the switch' {
        Get-Line { Invoke-PhotaEnhance $dog; Get-PhotaProfile } | Should -BeNullOrEmpty
    }
}
