BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/PhotaPS/PhotaPS.psd1') -Force
    $cmdlets = (Get-Command -Module PhotaPS).Name
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $module = Join-Path $Root 'out/PhotaPS/PhotaPS.psd1'
    $loud = @{ Verbose = $true }

    # Made at run time, so that no line of this file, which errors quote, holds it.
    $canary = "canary$([guid]::NewGuid().ToString('N').Substring(0, 12))"
    $plain = "sandbox-$canary"
    $key = ConvertTo-SecureString $plain -AsPlainText -Force
    $connect = { $null = Connect-Phota $key -BaseUri $Sandbox.BaseUri }
    $needles = $canary, [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($plain)), [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($plain))

    $image = { Invoke-PhotaEnhance (Join-Path $Photos 'dog.jpg') }
    $job = { Invoke-PhotaEnhance (Join-Path $Photos 'dog.jpg') -Async }
    $person = { (Invoke-SandboxControl 'profiles' -Method POST -Body @{ status = 'READY' }).profile_id }
    $train = { 1..10 | ForEach-Object { [uri]::new($Sandbox.BaseUri, "/sandbox/photos/$_.jpg") } | New-PhotaProfile @loud -Wait -PollIntervalSec 1 }
    $calls = @{
        'Connect-Phota'            = { Connect-Phota $key -BaseUri $Sandbox.BaseUri @loud },
            { Connect-Phota -Credential ([pscredential]::new('me', $key)) -BaseUri $Sandbox.BaseUri @loud },
            { Connect-Phota $key -BaseUri http://api.example @loud }, { Connect-Phota $plain @loud },
            { Connect-Phota (ConvertTo-SecureString "$plain`n$plain" -AsPlainText -Force) @loud }
        'Disconnect-Phota'         = , { Disconnect-Phota @loud }
        'Export-PhotaReport'       = { & $image | Export-PhotaReport "$files/report.html" @loud }, { & $image | Export-PhotaReport "$files/report.html" @loud }
        'Get-PhotaConnection'      = { Get-PhotaConnection @loud }, { Disconnect-Phota; $env:PHOTA_API_KEY = $plain; $env:PHOTA_BASE_URI = 'nowhere'; Get-PhotaConnection @loud },
            { $env:PHOTA_BASE_URI = $Sandbox.BaseUri; Get-PhotaConnection @loud }
        'Get-PhotaJob'             = { & $job | Get-PhotaJob @loud }, { Get-PhotaJob 'nobody' @loud }
        'Get-PhotaModel'           = { Get-PhotaModel @loud }, { Get-PhotaModel 'nobody' @loud }
        'Get-PhotaProfile'         = { $null = & $person; Get-PhotaProfile @loud }, { Get-PhotaProfile 'nobody' @loud }
        'Get-PhotaWebhookSecret'   = , { Get-PhotaWebhookSecret @loud }
        'Invoke-PhotaEdit'         = { Invoke-PhotaEdit "$Photos/dog.jpg" 'warmer' -AdditionalImage "$Photos/dog.jpg" -Destination $files @loud }, { Invoke-PhotaEdit "$Photos/dog.jpg" 'warmer' -WhatIf @loud }
        'Invoke-PhotaEnhance'      = { Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination $files @loud }, { Invoke-PhotaEnhance "$Photos/dog.jpg", "$Photos/none.jpg" -Destination $files -ResponseMode Bytes -Force @loud }
        'Invoke-PhotaRemix'        = , { Invoke-PhotaRemix "$Photos/dog.jpg" "$Photos/dog.jpg" -Destination $files -Force @loud }
        'Measure-PhotaCost'        = { & $image | Measure-PhotaCost @loud }, { Measure-PhotaCost -Destination $files @loud }
        'New-PhotaImage'           = { New-PhotaImage 'a dog' -Destination $files @loud }, { New-PhotaImage 'a dog' -Async @loud }
        'New-PhotaProfile'         = , $train
        'Publish-PhotaPhoto'       = { Publish-PhotaPhoto "$Photos/dog.jpg" -Using { 'https://photos.example/' + $args[0] } @loud }, { Publish-PhotaPhoto "$Photos/none.jpg" -ContainerUri 'https://photos.example/c?sig=x' @loud }
        'Receive-PhotaJob'         = { & $job | Wait-PhotaJob | Receive-PhotaJob @loud }, { Receive-PhotaJob 'nobody' @loud }
        'Remove-PhotaProfile'      = { & $person | Remove-PhotaProfile -Confirm:$false @loud }, { Remove-PhotaProfile 'nobody' -Confirm:$false @loud }
        'Remove-PhotaProfileName'  = { Remove-PhotaProfileName 'nobody' @loud }, { Set-PhotaProfileName 'abc' 'nobody'; Remove-PhotaProfileName 'nobody' @loud }
        'Save-PhotaImage'          = { & $image | Save-PhotaImage $files -Force @loud }, { & $image | Save-PhotaImage "$Photos/dog.jpg" @loud }
        'Save-PhotaProfilePicture' = { & $person | Save-PhotaProfilePicture -Destination $files @loud }, { Save-PhotaProfilePicture 'nobody' $files @loud }
        'Select-PhotaImage'        = { & $image | Select-PhotaImage @loud }, { New-PhotaImage 'a dog' -Destination $files | Select-PhotaImage -Reject { $true } @loud }
        'Set-PhotaProfileName'     = { Set-PhotaProfileName 'abc' 'nobody' @loud }, { Set-PhotaProfileName 'abc' '[[' @loud }
        'Show-PhotaImage'          = { Show-PhotaImage "$Photos/dog.jpg" @loud }, { & $image | Show-PhotaImage @loud }
        'Start-PhotaSandbox'       = { $env:PHOTA_API_KEY = $plain; Start-PhotaSandbox @loud }, { Start-PhotaSandbox -Switch @{ no_such_switch = 1 } @loud }
        'Stop-PhotaSandbox'        = , { Stop-PhotaSandbox @loud }
        'Test-PhotaCallback'       = { Test-PhotaCallback '{"job_id":"j"}' 'sha256=00' $key @loud }, { Test-PhotaCallback -Path "$files/none" 'sha256=00' $key @loud }, { Test-PhotaCallback 'x' 'y' $plain @loud }
        'Unpublish-PhotaPhoto'     = , { Unpublish-PhotaPhoto 'https://photos.example/none.jpg' @loud }
        'Wait-PhotaJob'            = { & $job | Wait-PhotaJob @loud }, { Wait-PhotaJob 'nobody' @loud }
        'Wait-PhotaProfile'        = { & $person | Wait-PhotaProfile @loud }, { Wait-PhotaProfile 'nobody' @loud }
    }

    # Some calls end the sandbox; all others leave it to be used again.
    function Restore-TestSandbox {
        try { $null = Invoke-SandboxControl 'reset' -Method POST } catch { $null = Start-TestSandbox }
    }

    # Runs a call in this runspace and returns everything that it wrote to any stream, and the error that ended it.
    function Get-Trace([scriptblock]$Call) {
        $shell = [powershell]::Create([System.Management.Automation.RunspaceMode]::CurrentRunspace)
        try {
            $null = $shell.AddScript({ param($call) $ErrorActionPreference = $DebugPreference = 'Continue'; & $call }).AddArgument($Call)
            try { $shell.Invoke() } catch { $_; $_.Exception.InnerException.ErrorRecord }
            foreach ($stream in 'Error', 'Warning', 'Verbose', 'Debug', 'Information', 'Progress') { $shell.Streams.$stream }
        }
        finally { $shell.Dispose() }
    }

    # The ways in which people and tools look at an object.
    function Show-Everything($Trace) {
        if (-not $Trace) { return }
        $Trace | Out-String
        $Trace | Format-List * -Force | Out-String
        $Trace | Format-Custom -Depth 2 | Out-String
        $Trace | ConvertTo-Csv
        [System.Management.Automation.PSSerializer]::Serialize(@($Trace), 3)
        foreach ($item in $Trace) {
            "$item"
            # An error leads to the whole session; one level of it is what fits into memory.
            $depth = if ($item.InvocationInfo) { 1 } else { 4 }
            try { ConvertTo-Json $item -Depth $depth -WarningAction Ignore } catch [InvalidOperationException] { 'has no JSON' }
            for ($e = $item.Exception; $e; $e = $e.InnerException) { "$e", ($e | Format-List * -Force | Out-String), ($e.Data.GetEnumerator() | Out-String) }
            if ($item.InvocationInfo) { $item.InvocationInfo | Format-List * -Force | Out-String }
            if ($item.ErrorDetails) { $item.ErrorDetails | Format-List * -Force | Out-String }
        }
    }

    function Find-Key([string[]]$Text) {
        # Without colours, and as if no line had been broken.
        $all = ($Text -join "`n") -replace '\e\[[\d;]*m' -replace '[\s|]'
        foreach ($needle in $needles) {
            $at = $all.IndexOf($needle, [StringComparison]::OrdinalIgnoreCase)
            if ($at -ge 0) { $all.Substring([Math]::Max(0, $at - 200), [Math]::Min($all.Length, $at + 20) - [Math]::Max(0, $at - 200)) }
        }
    }

    function Read-Folder([string]$Folder) {
        Get-ChildItem $Folder -Recurse -Force -File | ForEach-Object { $_.FullName; [IO.File]::ReadAllText($_.FullName, [Text.Encoding]::Latin1) }
    }
}

AfterAll {
    Remove-Item Env:PHOTA_API_KEY, Env:PHOTA_BASE_URI -ErrorAction Ignore
    Stop-TestSandbox
}

Describe 'The key' {
    BeforeEach {
        Remove-Item Env:PHOTA_API_KEY, Env:PHOTA_BASE_URI -ErrorAction Ignore
        $files = Join-Path $TestDrive "files-$([guid]::NewGuid())"
        $null = New-Item $files -ItemType Directory
        $transcript = Join-Path $files 'transcript.txt'
        $global:Error.Clear()
    }

    It 'is found when it is there' {
        Find-Key (Show-Everything ([pscustomobject]@{ Key = $plain })) | Should -Not -BeNullOrEmpty
        Find-Key (Show-Everything ([InvalidOperationException]::new('x', [Exception]::new($plain)))) | Should -Not -BeNullOrEmpty
        Set-Content "$files/x" $plain
        Find-Key (Read-Folder $files) | Should -Not -BeNullOrEmpty
    }

    It 'has its canary in every cmdlet' {
        $calls.Keys | Sort-Object | Should -Be ((Get-Command -Module PhotaPS).Name | Sort-Object)
    }

    It 'is nowhere after <_>' -ForEach $cmdlets {
        $name = $_
        $calls[$name] | Should -Not -BeNullOrEmpty -Because "$name needs a canary call"
        Restore-TestSandbox
        & $connect
        Start-Transcript $transcript | Out-Null
        try { $trace = foreach ($call in $calls[$name]) { Get-Trace $call; $call.ToString() | Should -Match $name } }
        finally { Stop-Transcript | Out-Null }

        $trace | Export-Clixml "$files/trace.xml" -Depth 3
        $trace | Export-Csv "$files/trace.csv"
        Find-Key (Show-Everything $trace) | Should -BeNullOrEmpty
        Find-Key (Show-Everything $global:Error.ToArray()) | Should -BeNullOrEmpty
        Find-Key (Read-Folder $files) | Should -BeNullOrEmpty
        Find-Key (Get-PhotaConnection | ForEach-Object { Show-Everything $_ }) | Should -BeNullOrEmpty
    }

    It 'is nowhere when <what>' -ForEach @(
        @{ what = 'the service quotes it back in JSON'; action = @{ kind = 'respond'; status = 401; content_type = 'application/json'; body = '{"error":{"code":"key_{0}","message":"Bad key {0}","request_id":"{0}"}}' } }
        @{ what = 'the service quotes it back in text'; action = @{ kind = 'respond'; status = 400; content_type = 'text/plain'; body = 'No: {0}' } }
        @{ what = 'the service quotes it back in a header'; action = @{ kind = 'respond'; status = 500; body = ''; headers = @{ 'X-Request-Id' = '{0}' } } }
        @{ what = 'the answer breaks'; action = @{ kind = 'reset'; when = 'after_charge' } }
        @{ what = 'the answer is no JSON'; action = @{ kind = 'replace'; body = '{0}' } }
    ) {
        Restore-TestSandbox
        & $connect
        $json = (ConvertTo-Json $action).Replace('{0}', $plain)
        Add-SandboxFault ($json | ConvertFrom-Json -AsHashtable) -Times -1
        Start-Transcript $transcript | Out-Null
        try { $trace = Get-Trace { Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination $files @loud } }
        finally { Stop-Transcript | Out-Null }

        @($trace | Where-Object Exception) | Should -Not -BeNullOrEmpty
        Find-Key (Show-Everything $trace) | Should -BeNullOrEmpty
        Find-Key (Show-Everything $global:Error.ToArray()) | Should -BeNullOrEmpty
        Find-Key (Read-Folder $files) | Should -BeNullOrEmpty
    }

    It 'is nowhere after PowerShell <how>' -ForEach @(
        @{ how = 'has crashed'; crash = '[Environment]::FailFast(''over'')' }
        @{ how = 'was killed'; crash = '(Get-Process -Id $PID).Kill()' }
    ) {
        $null = Start-TestSandbox
        Add-SandboxFault @{ kind = 'hold'; when = 'mid_body'; after_bytes = 100 } -Match @{ method = 'GET'; path = '/files/*' } -Times -1
        $script = Join-Path $TestDrive 'crash.ps1'
        Set-Content $script "
            Import-Module '$module'
            Start-Transcript '$transcript' | Out-Null
            `$null = Start-ThreadJob {
                while (-not (Get-ChildItem '$files' -Recurse -Force -Filter *.part)) { Start-Sleep -Milliseconds 50 }
                $crash
            }
            `$DebugPreference = 'Continue'
            Invoke-PhotaEnhance '$Photos/dog.jpg' -Destination '$files' -Verbose"
        $start = New-PwshStartInfo '-NoProfile', '-NonInteractive', '-File', $script
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.Environment['PHOTA_API_KEY'] = $plain
        $start.Environment['PHOTA_BASE_URI'] = $Sandbox.BaseUri
        $shell = [Diagnostics.Process]::Start($start)
        $errors = $shell.StandardError.ReadToEndAsync()
        $output = $shell.StandardOutput.ReadToEnd()
        $shell.WaitForExit()

        $shell.ExitCode | Should -Not -Be 0
        Find-Key $output, $errors.Result | Should -BeNullOrEmpty
        Get-ChildItem "$files/.phota/ledger/*.jsonl" | Should -Not -BeNullOrEmpty
        Find-Key (Read-Folder $files) | Should -BeNullOrEmpty
    }

    It 'is in no argument, and not in the environment, of a process that the module starts' -Skip:(-not $IsLinux) {
        $env:PHOTA_API_KEY = $plain
        $null = Start-TestSandbox
        & $connect
        $null = & $image
        $children = @(Get-Process | Where-Object { $_.Parent.Id -eq $PID })
        ($children.CommandLine -join "`n") | Should -BeLike '*Phota.Sandbox.dll*'
        $children.Path | Should -Not -BeNullOrEmpty
        Find-Key $children.CommandLine | Should -BeNullOrEmpty
        Find-Key ($children | ForEach-Object { [IO.File]::ReadAllText("/proc/$($_.Id)/environ") }) | Should -BeNullOrEmpty
        [IO.File]::ReadAllText("/proc/$($children[0].Id)/environ") | Should -Match 'PATH='
    }

    It 'goes with API requests alone, not with downloads' {
        $null = Start-TestSandbox
        & $connect
        $null = & $image | Save-PhotaImage $files
        $requests = (Invoke-SandboxControl 'requests').requests
        ($requests | Where-Object path -like '/v1/*').headers.'x-api-key' | Should -Be 'present', 'present'
        ($requests | Where-Object path -like '/files/*').headers.PSObject.Properties.Name | Should -Not -Contain 'x-api-key'
    }
}
