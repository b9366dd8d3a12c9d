BeforeDiscovery {
    $objects = @(
        @{ kind = 'image'; header = 'Operation Source\s+Pixels\s+Cost Result'; make = { Get-ChildItem $Photos | Invoke-PhotaEnhance -ProfileId (New-SandboxProfile) -Destination $out } }
        @{ kind = 'image at its URL'; header = 'Operation Source\s+Pixels\s+Cost Result'; make = { New-PhotaImage 'a fox' -Count 2 } }
        @{ kind = 'submitted job'; header = 'JobId\s+Status\s+Operation Source'; make = { Invoke-PhotaEdit "$Photos/dog.jpg" snow -Async } }
        @{ kind = 'job'; header = 'JobId\s+Status\s+Operation Source'; make = { Invoke-PhotaEnhance "$Photos/dog.jpg" -Async | Wait-PhotaJob } }
        @{ kind = 'plan'; header = 'Action\s+Operation Source'; make = { Invoke-PhotaEnhance "$Photos/dog.jpg" -WhatIf | Select-Object -First 1 } }
        @{ kind = 'profile'; header = 'Name\s+ProfileId\s+Status\s+Tag\s+Message'; make = { $null = New-SandboxProfile; Get-PhotaProfile } }
        @{ kind = 'model'; header = 'Id\s+Name\s+Default Resolution Billing Quality'; make = { Get-PhotaModel } }
        @{ kind = 'connection'; header = 'BaseUri\s+Key from\s+Timeout At once\s+Budget'; make = { Get-PhotaConnection } }
    )
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
}

AfterAll { Stop-TestSandbox }

Describe 'A <kind>' -ForEach $objects {
    BeforeAll {
        Reset-Sandbox
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $made = @(& $make)
        $names = $made[0].PSObject.Properties.Name
    }

    AfterAll { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'is complete in ConvertTo-Json -Depth 2' {
        foreach ($one in $made) {
            $json = ConvertTo-Json $one -Depth 2 -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -BeNullOrEmpty
            $read = ConvertFrom-Json $json
            foreach ($name in $names) {
                $expected = $one.$name
                if ($expected -is [timespan]) { [timespan]::FromTicks($read.$name.Ticks) | Should -Be $expected -Because $name }
                elseif ($expected -is [DateTimeOffset]) { [DateTimeOffset]$read.$name | Should -Be $expected -Because $name }
                else { "$($read.$name)".TrimEnd('/') | Should -Be "$expected".TrimEnd('/') -Because $name }
            }
        }
    }

    It 'is complete in a CSV file' {
        $csv = Join-Path $TestDrive "$([guid]::NewGuid()).csv"
        $made | Export-Csv $csv
        $rows = @(Import-Csv $csv)
        $rows.Count | Should -Be $made.Count
        $rows[0].PSObject.Properties.Name | Should -Be $names
        foreach ($i in 0..($made.Count - 1)) {
            foreach ($name in $names) { $rows[$i].$name | Should -BeExactly ('{0}' -f $made[$i].$name) -Because $name }
        }
        $rows | ForEach-Object { $_.PSObject.Properties.Value | Should -Not -Match '^(System|Phota|PhotaPS)\.' }
    }

    It 'is flat enough to group, sort and measure' {
        foreach ($name in $names) {
            $made.$name | Where-Object { $null -ne $_ } | ForEach-Object {
                ($_ -is [string] -or $_ -is [uri] -or $_ -is [ValueType]) | Should -BeTrue -Because $name
            }
        }
    }

    It 'fits into 80 columns' {
        $lines = ($made | Out-String -Width 80) -split '\r?\n' -replace '\e\[[\d;]*m' | Where-Object { $_.Trim() }
        $lines[0] | Should -Match "^$header"
        $lines.Count | Should -Be ($made.Count + 2)
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
    }
}

Describe 'A saved image' {
    BeforeEach {
        Reset-Sandbox
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $null = New-Item -ItemType Directory $in
        Copy-Item "$Photos/dog.jpg" (Join-Path $in 'x [1].jpg')
        $image = Invoke-PhotaEnhance -LiteralPath (Join-Path $in 'x [1].jpg') -Destination $out
        # What its name means when its brackets are taken for wildcards.
        Set-Content (Join-Path $out 'x 1.jpg') 'mine'
    }

    It 'is its file for <command>' -ForEach @(
        @{ command = 'Get-Item'; run = { ($image | Get-Item).FullName } }
        @{ command = 'Get-ChildItem'; run = { ($image | Get-ChildItem).FullName } }
        @{ command = 'Get-FileHash'; run = { ($image | Get-FileHash).Path } }
        @{ command = 'Resolve-Path'; run = { ($image | Resolve-Path).ProviderPath } }
    ) {
        & $run | Should -BeExactly $image.FullName
    }

    It 'is copied, moved and removed, and no other file is' {
        $image | Copy-Item -Destination (Join-Path $TestDrive 'copy.jpg')
        (Get-FileHash (Join-Path $TestDrive 'copy.jpg')).Hash | Should -Be $image.Sha256
        $image | Remove-Item
        (Get-ChildItem $out).Name | Should -Be 'x 1.jpg'
        $again = Invoke-PhotaEnhance -LiteralPath (Join-Path $in 'x [1].jpg') -Destination "$out-other"
        $again | Move-Item -Destination (Join-Path $out 'moved.jpg')
        (Get-ChildItem $out).Name | Sort-Object | Should -Be 'moved.jpg', 'x 1.jpg'
    }

    It 'is shown in a string by its name, and goes on into the next operation' {
        "$image" | Should -BeExactly 'x [1].jpg'
        ($image | Invoke-PhotaEdit -Prompt rain -Destination "$out-rain").Source | Should -Be $image.Source
    }
}

Describe 'In a string' {
    BeforeAll { Reset-Sandbox }

    It 'a job is its id, a profile its id, and a plan the name of its photo' {
        $job = Invoke-PhotaEnhance "$Photos/dog.jpg" -Async
        "$job" | Should -BeExactly $job.JobId
        $id = New-SandboxProfile
        $person = Get-PhotaProfile $id
        "$person" | Should -BeExactly $id
        $null = Invoke-PhotaEnhance "$Photos/dog.jpg" -Prompt "a card for [[$person]]" -ProfileId $person
        (Get-SandboxRequest)[-1].body.profile_ids | Should -Be $id
        (Invoke-PhotaEnhance "$Photos/dog.jpg", "$Photos/harbour.jpeg" -WhatIf | Select-Object -First 2) -join ', ' | Should -BeExactly 'dog.jpg, harbour.jpeg'
        "$((New-PhotaImage 'a fox' -WhatIf)[0])" | Should -BeExactly 'a fox'
    }
}

Describe 'A file that a cmdlet writes' {
    It 'is shown as Get-Item shows it' {
        Reset-Sandbox
        $out = Join-Path $TestDrive 'a file [1]'
        $null = Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination $out
        $file = Export-PhotaReport (Join-Path $out 'report.html') -Destination $out
        $file | Out-String | Should -BeExactly (Get-Item -LiteralPath $file.FullName | Out-String)
        $face = Save-PhotaProfilePicture (New-SandboxProfile) $out
        $face | Out-String | Should -BeExactly (Get-Item -LiteralPath $face.FullName | Out-String)
    }
}

Describe 'The total of a plan' {
    It 'has no amount where no price is known' {
        Reset-Sandbox
        (New-PhotaImage 'a fox' -WhatIf | Out-String) -split '\r?\n' -replace '\e\[[\d;]*m' | Should -Contain 'Total            1 request                1       ? 1 of unknown price'
    }
}
