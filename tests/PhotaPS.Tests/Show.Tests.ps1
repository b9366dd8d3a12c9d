BeforeDiscovery {
    # A terminal, a screen and a viewer are put together of what a Linux has.
    $canPretend = $IsLinux -and (Get-Command script -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $out = Join-Path $TestDrive 'out'
    $photos = New-TestPhoto (Join-Path $TestDrive 'in') "Jürgen's [1] `$HOME.jpg", 'dog.png'
    $jpeg = Invoke-PhotaEnhance -LiteralPath $photos[0].FullName -Destination $out
    $png = Invoke-PhotaEnhance -LiteralPath $photos[1].FullName -Destination $out -OutputFormat Png
    $escape = [char]27

    # A viewer that tells which image it was given, through a pipe that its reader waits at.
    $bin = Join-Path $TestDrive 'bin'
    $null = New-Item $bin -ItemType Directory
    Set-Content "$bin/xdg-open" "#!/bin/sh`nprintf '%s\n' `"`$1`" >> '$bin/pipe'"
    if (Get-Command chmod -ErrorAction Ignore) { chmod +x "$bin/xdg-open" }

    # Runs a script in a pwsh of its own that nobody told to be quiet: in a terminal, or with its output going elsewhere.
    function Invoke-Pwsh {
        param([string]$Script, [hashtable]$Environment = @{}, [switch]$InTerminal)
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        Set-Content $file "Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'`n$Script"
        $unset = 'CI', 'TF_BUILD', 'TERM', 'TERM_PROGRAM', 'LC_TERMINAL', 'KITTY_WINDOW_ID', 'TMUX', 'STY', 'DISPLAY', 'WAYLAND_DISPLAY' | ForEach-Object { '-u', $_ }
        $set = $Environment.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value)" }
        $command = @($unset) + $set + $Pwsh + '-NoProfile', '-File', $file
        if ($InTerminal) { script -qefc "env $($command.ForEach{ "'$_'" } -join ' ')" /dev/null | Out-String } else { env @command | Out-String }
    }

    function Get-Opened {
        param([int]$Count, [scriptblock]$While)
        mkfifo "$bin/pipe"
        $reader = Start-ThreadJob { timeout 30 sh -c 'exec 3<>"$1"; head -n "$2" <&3' sh "$using:bin/pipe" $using:Count }
        try {
            $said = & $While
            [pscustomobject]@{ Path = @(Receive-Job $reader -Wait -AutoRemoveJob); Said = $said }
        }
        finally { Remove-Item "$bin/pipe" }
    }
}

AfterAll { Stop-TestSandbox }

Describe 'Show-PhotaImage in a terminal' -Skip:(-not $canPretend) {
    It 'draws a PNG by kitty''s protocol' {
        $shown = Invoke-Pwsh "Show-PhotaImage '$($png.FullName)'" @{ TERM = 'xterm-kitty' } -InTerminal
        $pieces = [regex]::Matches($shown, "$escape`_G([^;]*);([^$escape]*)$escape\\")
        $pieces.Count | Should -BeGreaterThan 1
        $pieces[0].Groups[1].Value | Should -Match '^a=T,f=100,q=2,[cr]=\d+,m=1$'
        $pieces[-1].Groups[1].Value | Should -Be 'm=0'
        $bytes = $pieces | ForEach-Object { [convert]::FromBase64String($_.Groups[2].Value) }
        [convert]::ToHexString([Security.Cryptography.SHA256]::HashData([byte[]]$bytes)) | Should -Be $png.Sha256
    }

    It 'draws a JPEG as iTerm2 does' {
        $shown = Invoke-Pwsh "Show-PhotaImage -LiteralPath '$($jpeg.FullName.Replace("'", "''"))'" @{ TERM_PROGRAM = 'iTerm.app'; TERM = 'xterm-256color' } -InTerminal
        $sequence = [regex]::Match($shown, "$escape\]1337;File=inline=1;size=$($jpeg.Length);width=\d+;height=\d+:([^\a]*)\a")
        $bytes = [convert]::FromBase64String($sequence.Groups[1].Value)
        [convert]::ToHexString([Security.Cryptography.SHA256]::HashData($bytes)) | Should -Be $jpeg.Sha256
    }

    It 'opens the viewer for what the terminal cannot draw' {
        $opened = Get-Opened 1 {
            Invoke-Pwsh "Show-PhotaImage -LiteralPath '$($jpeg.FullName.Replace("'", "''"))'" @{ TERM = 'xterm-kitty'; DISPLAY = ':7'; PATH = "${bin}:$env:PATH" } -InTerminal
        }
        $opened.Path | Should -Be $jpeg.FullName
        $opened.Said | Should -Not -Match "$escape`_G"
    }

    It 'draws nothing into a file' {
        $shown = Invoke-Pwsh "Show-PhotaImage '$($png.FullName)' -WarningAction SilentlyContinue" @{ TERM = 'xterm-kitty' }
        $shown.Trim() | Should -BeNullOrEmpty
    }
}

Describe 'Show-PhotaImage beside a terminal' -Skip:(-not $canPretend) {
    BeforeAll { $screen = @{ DISPLAY = ':7'; PATH = "${bin}:$env:PATH" } }

    It 'opens the viewer, whatever a name has in it' {
        $opened = Get-Opened 2 { Invoke-Pwsh "Get-ChildItem '$out' | Show-PhotaImage" $screen }
        $opened.Path | Sort-Object | Should -Be ($jpeg.FullName, $png.FullName | Sort-Object)
        $opened.Said.Trim() | Should -BeNullOrEmpty
    }

    It 'opens no more than ten windows' {
        $opened = Get-Opened 10 { Invoke-Pwsh "@('$($png.FullName)') * 12 | Show-PhotaImage -Verbose" $screen }
        $opened.Path | Should -HaveCount 10
        $opened.Said | Should -Match 'WARNING: 10 windows are open'
        [regex]::Matches($opened.Said, 'windows are open').Count | Should -Be 2
    }

    It 'opens no program, whatever it begins with' {
        $program = Join-Path $TestDrive 'image.jpg.exe'
        Copy-Item $png.FullName $program
        Invoke-Pwsh "Show-PhotaImage '$program'" $screen | Should -Match 'WARNING: Nothing here can show images'
    }

    It 'says so where there is no viewer' {
        Invoke-Pwsh "Show-PhotaImage '$($png.FullName)'; 'next'" @{ DISPLAY = ':7'; PATH = "$TestDrive" } | Should -Match '(?s)WARNING: Nothing.*next'
    }
}

Describe 'Show-PhotaImage where nobody looks on' {
    BeforeAll {
        $ci, $program = $env:CI, $env:TERM_PROGRAM
        $env:CI, $env:TERM_PROGRAM = 'true', 'none'
    }

    AfterAll { $env:CI, $env:TERM_PROGRAM = $ci, $program }

    It 'fails no pipeline, and warns once' {
        Set-Content "$TestDrive/text.jpg" 'no image'
        $unsaved = Invoke-PhotaEnhance -LiteralPath $photos[0].FullName
        $said = $jpeg, $unsaved, "$TestDrive/text.jpg", "$TestDrive/gone.jpg", 'env:PATH' | Show-PhotaImage -Verbose -ErrorAction Stop 3>&1 4>&1
        $said | Should -HaveCount 5
        $said[1] | Should -BeOfType ([System.Management.Automation.WarningRecord])
        $said[0, 2, 3, 4] | Should -BeOfType ([System.Management.Automation.VerboseRecord])
        "$($said[0])" | Should -BeExactly "This session is not interactive, so '$($jpeg.FullName)' is not shown."
        "$($said[1])" | Should -BeLike '*is not saved; pipe it to Save-PhotaImage first.'
        "$($said[2])" | Should -BeLike '*text.jpg*despite its extension*'
        "$($said[3])" | Should -BeLike '*gone.jpg*does not exist*'
        "$($said[4])" | Should -BeLike '*not a file system path*'
    }

    It 'emits nothing, or what was put in with -PassThru' {
        $jpeg | Show-PhotaImage 3>&1 | Should -BeNullOrEmpty
        $jpeg, $png | Show-PhotaImage -PassThru | Should -Be $jpeg, $png
        $files = Show-PhotaImage "$out/*" -PassThru
        $files | Should -BeOfType ([IO.FileInfo])
        $files.FullName | Sort-Object | Should -Be ($jpeg.FullName, $png.FullName | Sort-Object)
        Export-Csv -InputObject $png -LiteralPath "$TestDrive/one.csv"
        (Import-Csv "$TestDrive/one.csv" | Show-PhotaImage -PassThru).FullName | Should -Be $png.FullName
    }
}
