BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/PhotaPS/PhotaPS.psd1') -Force
    $types = [Phota.PhotaImage], [Phota.PhotaJob], [Phota.PhotaProfile], [Phota.PhotaPlan]
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $null = Start-TestSandbox
    $hostile = "x`e]0;title`a`e[2J##vso[task.complete]"

    # What a terminal or a build would take for a command; colours are PowerShell's own.
    function Assert-Harmless([string]$Text) {
        $Text -replace '\e\[[\d;]*m' | Should -Not -Match '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]'
        $Text | Should -Not -Match '##vso'
    }
}

AfterAll { Stop-TestSandbox }

Describe 'What is shown' {
    It 'steers neither a terminal nor a build, whatever is in a <_.Name>' -ForEach $types {
        $item = [System.Runtime.Serialization.FormatterServices]::GetUninitializedObject($_)
        foreach ($property in $_.GetProperties() | Where-Object { $_.PropertyType -eq [string] -and $_.CanWrite }) { $property.SetValue($item, $hostile) }
        foreach ($shown in ($item | Format-Table | Out-String -Width 200), ($item | Format-List | Out-String -Width 200)) {
            $shown | Should -Match 'x'
            Assert-Harmless $shown
        }
    }

    It 'is clean where there is a prompt alone' {
        foreach ($shown in ([Phota.PhotaImage]@{ Prompt = $hostile } | Format-Table | Out-String -Width 200), ([Phota.PhotaJob]@{ Prompt = $hostile } | Format-Table | Out-String -Width 200)) {
            $shown | Should -Match 'title'
            Assert-Harmless $shown
        }
    }

    It 'is clean where something is asked or would be done' {
        $shell = New-Shell
        try {
            Start-Shell $shell { param($id) Remove-PhotaProfile $id -WhatIf } @{ id = $hostile }
            $null = Wait-Shell $shell
            "$($shell.Screen.Lines)" | Should -Match 'title'
            Assert-Harmless "$($shell.Screen.Lines)"
        }
        finally { Close-Shell $shell }
    }

    It 'is clean where a photo has a hostile name' -Skip:($IsWindows -or $PSEdition -eq 'Desktop') {
        $file = Join-Path $TestDrive "dog`e[2J##vso[task.complete].jpg"
        [IO.File]::WriteAllText($file, 'no image')
        $trace = & {
            Invoke-PhotaEnhance -LiteralPath $file -ErrorAction Continue
            Invoke-PhotaEnhance -LiteralPath $file -WhatIf | Out-String
            Copy-Item -LiteralPath "$Photos/dog.jpg" -Destination $file
            Invoke-PhotaEnhance -LiteralPath $file -Destination "$TestDrive/out" -Verbose | Out-String
            Invoke-PhotaEnhance -LiteralPath $file -Destination "$TestDrive/out" -Verbose | Out-String
            Show-PhotaImage -LiteralPath $file -Verbose
            $ci, $env:CI = $env:CI, 'true'
            try { Show-PhotaImage -LiteralPath $file -Verbose } finally { $env:CI = $ci }
        } *>&1 | Out-String -Width 300
        $trace | Should -Match 'dog'
        $trace | Should -Match 'Phota.InputFile|not a JPEG'
        $trace | Should -Match 'This session is not interactive'
        Assert-Harmless $trace
    }
}

Describe 'Receipts' {
    It 'hold no signature and no password of a photo''s URL' {
        $url = [uri]::new($Sandbox.BaseUri, '/sandbox/photos/1.jpg')
        $signed = "http://user:pass-canary@$($url.Authority)$($url.AbsolutePath)?X-Amz-Signature=sign-canary"
        $images = @([pscustomobject]@{ Uri = $signed } | Invoke-PhotaEnhance -Destination "$TestDrive/urls")
        # A copy under a further name is recorded with its source.
        $images += [pscustomobject]@{ Uri = $signed } | Invoke-PhotaEnhance -Destination "$TestDrive/urls" -NameTemplate 'again-{name}'
        $job = [pscustomobject]@{ Uri = "$signed&again=1" } | Invoke-PhotaEnhance -Async
        $images.Count | Should -Be 2
        Get-LedgerFact "$TestDrive/urls" saved | Where-Object source | Should -HaveCount 1
        $stored = @($images + $job | ConvertTo-Csv; [System.Management.Automation.PSSerializer]::Serialize(@($images) + $job))
        $stored += Get-ChildItem "$TestDrive/urls/.phota/ledger" -Force | Get-Content -Raw
        $stored -join "`n" | Should -Not -Match 'pass-canary|sign-canary'
    }
}

Describe 'More images than were asked for' {
    BeforeEach {
        $urls = 1..3 | ForEach-Object { [uri]::new($Sandbox.BaseUri, "/sandbox/photos/$_.jpg") }
        $job = @{ job_id = 'j'; status = 'succeeded'; result = @{ download_urls = $urls } } | ConvertTo-Json -Depth 5
        $answer = @{ kind = 'replace'; body = $job }
        $get = @{ method = 'GET'; path = '/v1/phota/jobs/*' }
    }

    It 'are not taken, with a warning: <name>' -ForEach @(
        @{ name = 'a destination'; call = { Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination "$TestDrive/more" -WarningAction SilentlyContinue -WarningVariable script:warnings } }
        @{ name = 'no destination'; call = { Invoke-PhotaEnhance "$Photos/dog.jpg" -WarningAction SilentlyContinue -WarningVariable script:warnings } }
        @{ name = 'a job that is received'; call = { Invoke-PhotaEnhance "$Photos/dog.jpg" -Async | Wait-PhotaJob | Receive-PhotaJob -WarningAction SilentlyContinue -WarningVariable script:warnings } }
    ) {
        Add-SandboxFault $answer $get -Times 1
        $images = @(& $call)
        $images | Should -HaveCount 1
        $images[0].EstimatedCost | Should -Be 0.12
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike '*dog.jpg*2 images more than it was asked for*'
        Invoke-SandboxControl 'reset' -Method POST | Out-Null
    }
}

Describe 'Rows' {
    It 'of <value> in the column <column> are an error and send nothing' -ForEach @(
        foreach ($value in 'file:///etc/passwd', 'ftp://127.0.0.1/dog.jpg', 'data:image/png;base64,iVBORw0KGgo=', '\\host\share\dog.jpg', 'javascript:alert(1)') {
            foreach ($column in 'Uri', 'Path', 'FullName', 'PSPath') { @{ value = $value; column = $column } }
        }
    ) {
        if ($IsWindows -and $value -like '\\*') { Set-ItResult -Skipped -Because 'Windows would look for that host'; return }
        Reset-Sandbox
        $row = [pscustomobject]@{ $column = $value }
        $row | Invoke-PhotaEnhance -Destination "$TestDrive/rows" -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Phota.*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'of <_> as a DownloadUri are not opened' -ForEach 'file:///etc/passwd', 'ftp://127.0.0.1/dog.jpg', 'data:image/png;base64,iVBORw0KGgo=', '\\host\share\dog.jpg', 'http://127.0.0.1@photos.example/dog.jpg' {
        $row = [pscustomobject]@{ Operation = 'edit'; DownloadUri = $_ }
        $row | Save-PhotaImage "$TestDrive/uris" -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Phota.*'
        Get-ChildItem "$TestDrive/uris" -File -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}

Describe 'Images from a list' {
    It 'are not fetched from this machine when the endpoint is another' {
        $row = [pscustomobject]@{ Operation = 'edit'; DownloadUri = [uri]::new($Sandbox.BaseUri, '/admin/delete?all=1') }
        Stop-PhotaSandbox
        try {
            $failure = { $row | Save-PhotaImage "$TestDrive/list" -ErrorAction Stop } | Should -Throw -ErrorId 'Phota.Response,*' -PassThru
            $failure.Exception.Message | Should -Match 'this machine'
        }
        finally { $null = Start-TestSandbox }
    }
}

Describe 'Test-PhotaCallback' {
    It 'shows nothing of an invalid body but a plain id' {
        $secret = ConvertTo-SecureString 'whsec' -AsPlainText -Force
        $verdict = Test-PhotaCallback '{"job_id":"::error::\u001b[2J##vso[task.complete]"}' 'sha256=00' $secret
        $verdict.IsValid | Should -BeFalse
        $verdict.JobId | Should -BeNullOrEmpty
        Assert-Harmless ($verdict | Out-String)
    }

    It 'does not wait for a pipe' -Skip:(-not $IsLinux) {
        mkfifo "$TestDrive/body"
        $shell = New-Shell
        try {
            Start-Shell $shell { param($path) Test-PhotaCallback -Path $path 'sha256=00' (ConvertTo-SecureString 'whsec' -AsPlainText -Force) } @{ path = "$TestDrive/body" }
            $shell.Running.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
            $null = Wait-Shell $shell
            "$($shell.PowerShell.Streams.Error)" | Should -BeLike '*a device or a pipe*'
        }
        finally { Close-Shell $shell }
    }

    It 'refuses a callback that is older than -MaxAge' {
        $body = '{"job_id":"j-1"}'
        $hmac = [Security.Cryptography.HMACSHA256]::new([Text.Encoding]::UTF8.GetBytes('whsec'))
        $secret = ConvertTo-SecureString 'whsec' -AsPlainText -Force
        $verdicts = foreach ($age in 10, 4000) {
            $time = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds() - $age
            $hex = -join ($hmac.ComputeHash([Text.Encoding]::UTF8.GetBytes("$time.$body")) | ForEach-Object { $_.ToString('x2') })
            Test-PhotaCallback $body "t=$time,v1=$hex" $secret -MaxAge 01:00:00
        }
        $verdicts.IsValid | Should -Be $true, $false
    }
}
