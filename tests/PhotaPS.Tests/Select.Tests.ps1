BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
}

AfterAll { Stop-TestSandbox }

Describe 'Select-PhotaImage by script blocks' {
    BeforeEach {
        Reset-Sandbox
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $photos = New-TestPhoto (Join-Path $TestDrive "in-$([guid]::NewGuid())") 'a [1].jpg', 'b.jpg'
        $make = { param($Count = 3) $photos | Invoke-PhotaEnhance -Count $Count -Destination $out -Ordered @args }
        $images = & $make
        function Get-Rejected { (Get-ChildItem "$out/.phota/rejected" -ErrorAction Ignore).Name -replace '^\w+-' }
    }

    It 'keeps what -Keep names and rejects the others' {
        $kept = $images | Select-PhotaImage -Keep { $_.Variation -eq 2 }
        $kept.Name | Should -Be 'a [1].v2.jpg', 'b.v2.jpg'
        Get-Rejected | Sort-Object | Should -Be 'a [1].jpg', 'a [1].v3.jpg', 'b.jpg', 'b.v3.jpg'
        (Get-ChildItem $out).Name | Sort-Object | Should -Be 'a [1].v2.jpg', 'b.v2.jpg'
    }

    It 'is not undone and not paid for by the same command' {
        $null = $images | Select-PhotaImage -Keep { $_.Variation -eq 2 }
        $before = @(Get-SandboxRequest).Count
        (& $make).Name | Should -Be 'a [1].v2.jpg', 'b.v2.jpg'
        (& $make -Retry Missing).Name | Should -Be 'a [1].v2.jpg', 'b.v2.jpg'
        $plan = & $make -WhatIf
        $plan.Action | Select-Object -First 2 | Should -Be 'Skip', 'Skip'
        @(Get-SandboxRequest).Count | Should -Be $before
        (& $make 4).Variation | Should -Be 2, 4, 2, 4
        (Get-SandboxBill).total | Should -Be 0.96
        Get-Rejected | Should -HaveCount 4
    }

    It 'keeps all but what -Reject names' {
        ($images | Select-PhotaImage -Reject { $_.Name -like '*1*' -and $_.Variation -gt 1 }).Name | Should -Be 'a [1].jpg', 'b.jpg', 'b.v2.jpg', 'b.v3.jpg'
        Get-Rejected | Sort-Object | Should -Be 'a [1].v2.jpg', 'a [1].v3.jpg'
    }

    It 'leaves alone what neither names, and keeps what both name' {
        ($images | Select-PhotaImage -Keep { $_.Variation -le 1 } -Reject { $_.Variation -le 2 }).Variation | Should -Be 1, 1
        Get-Rejected | Sort-Object | Should -Be 'a [1].v2.jpg', 'b.v2.jpg'
        "$out/b.v3.jpg" | Should -Exist
    }

    It 'moves nothing with -WhatIf' {
        ($images | Select-PhotaImage -Keep { $_.Variation -eq 1 } -WhatIf).Variation | Should -Be 1, 1
        Get-Rejected | Should -BeNullOrEmpty
        (& $make).Origin | Sort-Object -Unique | Should -Be 'Found'
    }

    It 'emits each image as it comes, as one that binds like a file' {
        $seen = [Collections.Generic.List[string]]::new()
        $first = $images | ForEach-Object { $seen.Add($_.Name); $_ } | Select-PhotaImage -Keep { $true } | Select-Object -First 1
        $seen | Should -Be 'a [1].jpg'
        ($first | Get-Item).FullName | Should -Be $images[0].FullName
        ($images | Select-PhotaImage -Reject { $false } | Get-FileHash).Hash | Should -Be $images.Sha256
    }

    It 'takes rows of a CSV file, and variables of its caller' {
        $images | Export-Csv "$TestDrive/rows.csv"
        $wanted = 3
        $kept = Import-Csv "$TestDrive/rows.csv" | Select-PhotaImage -Keep { $_.Variation -eq $wanted }
        $kept | Should -BeOfType ([Phota.PhotaImage])
        ($kept | Get-Item).Name | Should -Be 'a [1].v3.jpg', 'b.v3.jpg'
        Get-Rejected | Should -HaveCount 4
    }

    It 'takes images straight from the command that makes them' {
        ($photos | Invoke-PhotaEnhance -Count 2 -Destination "$out/two" | Select-PhotaImage -Keep { $_.Variation -eq 2 }).Variation | Should -Be 2, 2
        Get-ChildItem "$out/two/.phota/rejected" | Should -HaveCount 2
    }

    It 'says of each image why it cannot be rejected, and goes on' {
        $elsewhere = Copy-Item -LiteralPath $images[0].FullName "$TestDrive/elsewhere.jpg" -PassThru
        $foreign = [pscustomobject]@{ FullName = $elsewhere.FullName; Operation = 'enhance' }
        $unsaved = Invoke-PhotaEnhance -LiteralPath $photos[0].FullName
        $null = $foreign, $unsaved, $images[0] | Select-PhotaImage -Reject { $true } -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'Phota.NotFound,PhotaPS.SelectPhotaImageCommand', 'Phota.NotFound,PhotaPS.SelectPhotaImageCommand'
        $failed[0].ErrorDetails.RecommendedAction | Should -Match 'Remove-Item'
        $failed[1].Exception.Message | Should -Match 'not saved'
        $elsewhere.FullName | Should -Exist
        Get-Rejected | Should -Be 'a [1].jpg'
    }

    It 'ends with an error of its script block' {
        { $images | Select-PhotaImage -Keep { throw 'broken' } } | Should -Throw 'broken'
        Get-Rejected | Should -BeNullOrEmpty
    }
}

Describe 'Select-PhotaImage where nobody can choose' {
    It 'is an error that names -Keep and -Reject, before anything is paid for' {
        Reset-Sandbox
        $ci, $env:CI = $env:CI, 'true'
        try {
            { Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination "$TestDrive/none" | Select-PhotaImage } | Should -Throw -ErrorId 'Phota.Validation,*'
            $Error[0].ErrorDetails.RecommendedAction | Should -Match '-Keep .*-Reject'
        }
        finally { $env:CI = $ci }
        Get-SandboxRequest | Should -BeNullOrEmpty
    }
}

# A screen and a browser are put together of what a Linux has. The browser is a pipe that tells the page's address.
Describe 'Select-PhotaImage on a page' -Skip:(-not $IsLinux) {
    BeforeAll {
        $bin = Join-Path $TestDrive 'bin'
        $null = New-Item $bin -ItemType Directory
        Set-Content "$bin/xdg-open" "#!/bin/sh`nprintf '%s\n' `"`$1`" > '$bin/pipe'"
        chmod +x "$bin/xdg-open"
        mkfifo "$bin/pipe"

        # Runs the command in a pwsh that nobody told to be quiet, and there what its user does with $page meanwhile.
        function Invoke-Choice([string]$User, [string]$Select = 'Select-PhotaImage', [string]$Path = "${bin}:$env:PATH") {
            $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
            $photo = New-TestPhoto (Join-Path $TestDrive "in-$([guid]::NewGuid())") 'a [1].jpg'
            $photo | Invoke-PhotaEnhance -Count 3 -Destination $out | Export-Csv "$out.csv"
            $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
            Set-Content $file @"
`$runspace = [runspacefactory]::CreateRunspace(`$Host)
`$runspace.Open()
`$shell = [powershell]::Create(`$runspace)
`$null = `$shell.AddScript({ Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'; Import-Csv '$out.csv' | $Select })
`$running = `$shell.BeginInvoke()
`$page = if (`$env:PATH -like '*$bin*') { timeout 60 head -n 1 '$bin/pipe' }
`$browser = [Net.Http.HttpClient]::new()
function Send-Choice(`$Json) {
    `$browser.DefaultRequestHeaders.Add('Origin', ([uri]`$page).GetLeftPart('Authority'))
    `$null = `$browser.PostAsync("`${page}choice", [Net.Http.StringContent]::new(`$Json)).GetAwaiter().GetResult().EnsureSuccessStatusCode()
}
$User
if (-not `$running.AsyncWaitHandle.WaitOne(60000)) { `$shell.Stop() }
try { `$images = `$shell.EndInvoke(`$running) } catch { "error: `$_" }
"state: `$(`$shell.InvocationStateInfo.State)"
"kept: `$(`$images.Name -join ', ')"
`$shell.Streams.Warning | ForEach-Object { "warning: `$_" }
`$shell.Streams.Error | ForEach-Object { "error: `$_ `$(`$_.ErrorDetails.RecommendedAction)" }
"listens: `$(try { `$null = `$browser.GetAsync(`$page).GetAwaiter().GetResult(); 'yes' } catch { 'no' })"
"left: `$((Get-ChildItem '$out').Name -join ', ')"
"@
            $unset = 'CI', 'GITHUB_ACTIONS', 'TF_BUILD', 'DISPLAY', 'WAYLAND_DISPLAY' | ForEach-Object { '-u', $_ }
            $command = @($unset) + 'DISPLAY=:7', "PATH=$Path" + $Pwsh + '-NoProfile', '-File', $file
            env @command
        }
    }

    It 'emits what was kept, moves what was rejected, and listens no more' {
        $said = Invoke-Choice "Send-Choice '{`"keep`":[1],`"reject`":[0]}'"
        $said | Should -Be 'state: Completed', 'kept: a [1].v2.jpg', 'listens: no', 'left: a [1].v2.jpg, a [1].v3.jpg'
    }

    It 'does nothing when the page is closed' {
        $said = Invoke-Choice '$line = $browser.GetStreamAsync("${page}open").GetAwaiter().GetResult(); $line.Dispose()'
        # The host shows the warning too.
        $said | Where-Object { $_ -cnotlike '*WARNING:*' } | Should -Be 'state: Completed', 'kept: ', 'warning: The page was closed before Done, so nothing was kept or rejected.', 'listens: no', 'left: a [1].jpg, a [1].v2.jpg, a [1].v3.jpg'
    }

    It 'ends with Ctrl+C' {
        $said = Invoke-Choice '$null = $browser.GetStringAsync($page).GetAwaiter().GetResult(); $shell.Stop()'
        $said | Where-Object { $_ -notlike 'error: *' } | Should -Be 'state: Stopped', 'kept: ', 'listens: no', 'left: a [1].jpg, a [1].v2.jpg, a [1].v3.jpg'
    }

    It 'opens no page with -WhatIf' {
        Invoke-Choice '' 'Select-PhotaImage -WhatIf' "/nowhere:$env:PATH" | Should -Contain 'left: a [1].jpg, a [1].v2.jpg, a [1].v3.jpg'
    }

    It 'is an error that names -Keep and -Reject where there is no browser' {
        $said = Invoke-Choice '' 'Select-PhotaImage' (Join-Path $TestDrive 'nothing')
        "$said" | Should -Match 'No browser can be opened here'
        "$said" | Should -Match 'left: a \[1\]\.jpg, a \[1\]\.v2\.jpg, a \[1\]\.v3\.jpg'
    }
}
