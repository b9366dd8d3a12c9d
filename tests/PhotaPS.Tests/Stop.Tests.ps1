BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $null = Start-TestSandbox
    Initialize-Operation
}

AfterAll { Stop-TestSandbox }

Describe 'Ctrl+C' {
    BeforeEach {
        Reset-Sandbox
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $null = New-Item $out -ItemType Directory
        $shell = New-Shell
    }

    AfterEach { Close-Shell $shell }

    It 'gives the prompt back at once <phase>, and leaves nothing half-written' -ForEach @(
        @{
            phase = 'while photos are sent'; reached = 'held'; count = 2
            fault = @{ Action = @{ kind = 'hold'; when = 'before_read' }; Times = -1 }
            script = { param($photos, $out) Get-ChildItem $photos | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 2 }
        }
        @{
            phase = 'while the service works'; reached = 'held'; count = 2
            fault = @{ Action = @{ kind = 'hold'; when = 'before_response' }; Times = -1 }
            script = { param($photos, $out) Get-ChildItem $photos | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 2 }
        }
        @{
            phase = 'with results that wait for their turn'; reached = 'finished'; count = 14
            fault = @{ Action = @{ kind = 'hold'; when = 'before_response' } }
            script = { param($photos) 1..3 | ForEach-Object { Get-ChildItem $photos } | Invoke-PhotaEnhance -ThrottleLimit 2 -Ordered }
        }
        @{
            phase = 'while images arrive in an answer'; reached = 'held'; count = 2
            fault = @{ Action = @{ kind = 'hold'; when = 'mid_body'; after_bytes = 200 }; Times = -1 }
            script = { param($photos, $out) Get-ChildItem $photos | Invoke-PhotaEnhance -Destination $out -ResponseMode Bytes -ThrottleLimit 2 }
        }
        @{
            phase = 'while images are downloaded'; reached = 'held'; count = 2
            fault = @{ Action = @{ kind = 'hold'; when = 'mid_body'; after_bytes = 100 }; Match = @{ path = '/files/*' }; Times = -1 }
            script = { param($photos, $out) Get-ChildItem $photos | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 2 }
        }
        @{
            phase = 'in Save-PhotaImage'; reached = 'held'; count = 4
            fault = @{ Action = @{ kind = 'hold'; when = 'mid_body'; after_bytes = 100 }; Match = @{ path = '/files/*' }; Times = -1 }
            script = { param($photos, $out) $images = Get-ChildItem $photos | Invoke-PhotaEnhance; $images | Save-PhotaImage $out }
        }
        @{
            phase = 'while the service wants to be left alone'; reached = 'finished'; count = 1
            fault = @{ Action = @{ kind = 'respond'; status = 429; retry_after_seconds = 60 }; Times = -1 }
            script = { param($photos, $out) Get-ChildItem $photos | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 1 }
        }
        @{
            phase = 'while a job is asked about'; reached = 'held'; count = 1
            fault = @{ Action = @{ kind = 'hold'; when = 'before_response' }; Match = @{ path = '/v1/phota/jobs/*' } }
            script = { param($photos) Get-Item "$photos/dog.jpg" | Invoke-PhotaEnhance -Async | Wait-PhotaJob }
        }
        @{
            phase = 'between two questions about a job'; reached = 'finished'; count = 2
            fault = @{ Action = @{ kind = 'job'; final = 'never' } }
            script = { param($photos) Get-Item "$photos/dog.jpg" | Invoke-PhotaEnhance -Async | Wait-PhotaJob -PollIntervalSec 600 }
        }
        @{
            phase = 'while input is yet to come'; reached = 'finished'; count = 1
            fault = @{ Action = @{ kind = 'delay'; ms = 1 } }
            script = { param($photos) & { Get-Item "$photos/dog.jpg"; Start-Sleep 600 } | Invoke-PhotaEnhance }
        }
    ) {
        Add-SandboxFault @fault
        Start-Shell $shell $script @{ photos = $Photos; out = $out }
        Wait-Sandbox $reached -Count $count

        $clock = [Diagnostics.Stopwatch]::StartNew()
        $shell.PowerShell.Stop()
        $clock.ElapsedMilliseconds | Should -BeLessThan 500
        $shell.PowerShell.InvocationStateInfo.State | Should -Be 'Stopped'
        $ending = { $shell.PowerShell.EndInvoke($shell.Running) } | Should -Throw -PassThru
        $ending.Exception.InnerException | Should -BeOfType ([System.Management.Automation.PipelineStoppedException])
        Get-ChildItem $out -Force -Recurse | Where-Object Name -like '*.part' | Should -BeNullOrEmpty

        # What the service answers now comes too late: it is dropped, and nothing is sent any more.
        $written, $requests = $shell.Output.Count, @((Invoke-SandboxControl 'requests').requests).Count
        Invoke-SandboxControl 'release' -Method POST | Out-Null
        Wait-Sandbox 'settled' -Count $requests
        $shell.Output.Count | Should -Be $written
        @((Invoke-SandboxControl 'requests').requests).Count | Should -Be $requests
        (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty
    }

    It 'at a question sends nothing' {
        Start-Shell $shell { param($photos, $out) Get-ChildItem $photos | Invoke-PhotaEnhance -Destination $out -Confirm } @{ photos = $Photos; out = $out }
        $shell.Screen.WaitForQuestion()
        $stopping = $shell.PowerShell.BeginStop($null, $null)
        $shell.Screen.BreakOff()
        $shell.PowerShell.EndStop($stopping)
        $shell.PowerShell.InvocationStateInfo.State | Should -Be 'Stopped'
        Get-SandboxRequest | Should -BeNullOrEmpty
        Get-ChildItem $out -Force | Should -BeNullOrEmpty
    }

    It 'leaves the session usable' {
        Add-SandboxFault @{ kind = 'hold' }
        Start-Shell $shell { param($photos) Invoke-PhotaEnhance "$photos/dog.jpg" } @{ photos = $Photos }
        Wait-Sandbox 'held'
        $shell.PowerShell.Stop()
        Start-Shell $shell { param($photos) Invoke-PhotaEnhance "$photos/dog.jpg" } @{ photos = $Photos }
        Wait-Shell $shell | Should -HaveCount 1
    }
}

# Three images are on their way, and five requests are with the service, when something ends the command.
Describe 'A command that is cut off' {
    It 'by <by> returns at once, says what is under way, and loses nothing' -ForEach @(
        @{ by = 'Select-Object'; underWay = 5
            script = { param($in, $out, $clock) Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 8 | ForEach-Object { if (++$n -eq 3) { $clock.Start() }; $_ } | Select-Object -First 3 } }
        @{ by = 'throw'; underWay = 5
            script = { param($in, $out, $clock) Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 8 | ForEach-Object { $_; if (++$n -eq 3) { $clock.Start(); throw 'enough' } } } }
        @{ by = 'an error of a later cmdlet'; underWay = 5
            script = { param($in, $out, $clock) Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 8 | ForEach-Object { $_; if (++$n -eq 3) { $clock.Start(); Get-Item 'no such file' -ErrorAction Stop } } } }
        @{ by = '-ErrorAction Stop'; underWay = '[5-8]'
            script = { param($in, $out, $clock, $go) & { Get-ChildItem $in; $go.Wait(); $clock.Start(); 'no such photo.jpg' } | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 8 -ErrorAction Stop } }
        @{ by = 'Ctrl+C'; underWay = 8
            script = { param($in, $out) Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 8 } }
    ) {
        Reset-Sandbox
        $in, $out = (Join-Path $TestDrive "in-$([guid]::NewGuid())"), (Join-Path $TestDrive "out-$([guid]::NewGuid())")
        $null = New-TestPhoto $in (1..8 | ForEach-Object { "$_.jpg" })
        Add-SandboxFault @{ kind = 'hold'; when = 'before_read' } -Skip 3 -Times 5
        Add-SandboxFault @{ kind = 'hold'; when = 'mid_body'; after_bytes = 100 } -Match @{ path = '/files/*' } -Times 3
        $clock = [Diagnostics.Stopwatch]::new()
        $go = [Threading.ManualResetEventSlim]::new()
        # The same key: what was sent with another is not sent again.
        $null = Connect-Phota (ConvertTo-SecureString 'sandbox-cut' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
        $shell = New-Shell -Key 'sandbox-cut'
        try {
            Start-Shell $shell $script @{ in = $in; out = $out; clock = $clock; go = $go }
            Wait-Sandbox 'held' -Count 8
            # What the service takes from now on, it does not finish while the command runs.
            Set-SandboxSwitch @{ job_ms = '600000' }
            if ($by -eq 'Ctrl+C') {
                $clock.Start()
                $shell.PowerShell.Stop()
            }
            else {
                $null = Invoke-SandboxControl 'release' -Method POST
                if ($by -eq '-ErrorAction Stop') { Wait-Sandbox 'settled' -Count 3 -Path '/files/*' }
                $go.Set()
                try { $null = Wait-Shell $shell } catch { $by | Should -Not -Be 'Select-Object' }
            }

            $clock.ElapsedMilliseconds | Should -BeLessThan 500
            $shell.Screen.Lines | Should -HaveCount 1
            $shell.Screen.Lines | Should -Match "^WARNING: $underWay requests are under way and may be paid for; the same command fetches them\.$"
        }
        finally { Close-Shell $shell }

        $null = Invoke-SandboxControl 'release' -Method POST
        Set-SandboxSwitch @{ job_ms = '0' }
        Step-SandboxClock 601
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 8
        Get-Result $out | Should -HaveCount 8
        @(Get-Charge) | Should -HaveCount 8
        Get-ChildItem $out -Recurse -Force -Filter '*.part' | Should -BeNullOrEmpty
        Assert-NoVerdict
    }
}
