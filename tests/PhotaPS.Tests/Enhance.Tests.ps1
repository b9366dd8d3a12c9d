BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $null = Start-TestSandbox
    Initialize-Operation
}

AfterAll { Stop-TestSandbox }

Describe 'Invoke-PhotaEnhance' {
    BeforeEach {
        Reset-Sandbox
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
    }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'takes a folder of photos to a folder of results' {
        $images = Get-ChildItem $Photos | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 4
        $count = @(Get-ChildItem $Photos).Count
        $images | Should -HaveCount $count
        $images.FullName | ForEach-Object { Test-Path -LiteralPath $_ | Should -BeTrue }
        (Get-ChildItem -LiteralPath $out).Name | Sort-Object | Should -Be ($images.FullName | Split-Path -Leaf | Sort-Object)
        (Get-SandboxBill).total | Should -Be ($count * 0.12)
        ($images | Measure-Object EstimatedCost -Sum).Sum | Should -Be ($count * 0.12)
    }

    It 'pipes into Save-PhotaImage and Export-Csv, and the CSV holds everything' {
        $csv = Join-Path $TestDrive 'receipt.csv'
        $images = Get-ChildItem $Photos | Invoke-PhotaEnhance | Save-PhotaImage -Destination $out
        $images | Export-Csv $csv
        $rows = Import-Csv $csv
        foreach ($i in 0..($images.Count - 1)) {
            foreach ($property in $images[$i].PSObject.Properties.Name) {
                $rows[$i].$property | Should -Be ('{0}' -f $images[$i].$property) -Because $property
            }
        }
        ($rows[0].PSObject.Properties.Name) -join ',' | Should -Match '^PSPath,|^Operation,Source,Origin,Variation,Name,FullName,DownloadUri,ExpiresAt,Format,Width,Height,Length,Sha256,Prompt,'
        $rows.FullName | ForEach-Object { (Get-FileHash -LiteralPath $_).Hash } | Should -Be $rows.Sha256
    }

    It 'takes ugly names as they are' {
        $names = 'my photo [1].jpg', "Zoë's `$home.jpg", 'a`b.jpg', '100%25 #1.jpg', '-WhatIf.jpg', '[*].png', 'no extension', ' .jpg', '日本 🎈.jpg' |
            Where-Object { $_.IndexOfAny([IO.Path]::GetInvalidFileNameChars()) -lt 0 }
        $files = New-TestPhoto $in $names
        $images = Get-ChildItem -LiteralPath $in | Invoke-PhotaEnhance -Destination $out
        $images | Should -HaveCount $names.Count
        Compare-Object $images.Source $files.FullName | Should -BeNullOrEmpty
        $images.FullName | ForEach-Object { $_ | Should -Not -BeNullOrEmpty; Test-Path -LiteralPath $_ | Should -BeTrue }
        $images.FullName | Select-Object -Unique | Should -HaveCount $names.Count
    }

    It 'takes a path, wildcards, a literal path and a URL' {
        $null = New-TestPhoto $in 'a.jpg', 'b.jpg', 'c[1].jpg'
        (Invoke-PhotaEnhance "$in/a.jpg").Source | Should -Be (Join-Path $in 'a.jpg')
        (Invoke-PhotaEnhance "$in/[ab].jpg").Count | Should -Be 2
        (Invoke-PhotaEnhance -LiteralPath "$in/c[1].jpg").Source | Should -Be (Join-Path $in 'c[1].jpg')
        Push-Location $in
        try { ('a.jpg' | Invoke-PhotaEnhance).Source | Should -Be (Join-Path $in 'a.jpg') } finally { Pop-Location }
        $image = Invoke-PhotaEnhance -Uri 'https://images.example/x.jpg?a=1' -Destination $out
        $image.Source | Should -Be 'https://images.example/x.jpg'
        (Get-SandboxRequest)[-1].body.image.url | Should -Be 'https://images.example/x.jpg?a=1'
    }

    It 'sends every parameter' {
        $anna, $ben = 1..2 | ForEach-Object { (Invoke-SandboxControl 'profiles' -Method POST -Body @{}).profile_id }
        $null = Invoke-PhotaEnhance "$Photos/dog.jpg" -Prompt 'warm light' -ProfileId $anna, $ben -Count 3 -OutputFormat Png -ResponseMode Urls
        $body = (Get-SandboxRequest).body
        $body.prompt | Should -Be 'warm light'
        $body.profile_ids | Should -Be $anna, $ben
        $body.num_output_images | Should -Be 3
        $body.output_format | Should -Be 'png'
        $body.response_mode | Should -Be 'urls'
        $body.image.sha256 | Should -Be (Get-FileHash "$Photos/dog.jpg").Hash
    }

    It 'saves bytes as they arrive' {
        $image = Invoke-PhotaEnhance "$Photos/dog.png" -ResponseMode Bytes -OutputFormat Png -Destination $out
        $image.FullName | Should -Be (Join-Path $out 'dog.png')
        $image.Format | Should -Be 'Png'
        $image.DownloadUri | Should -BeNullOrEmpty
        { Invoke-PhotaEnhance "$Photos/dog.png" -ResponseMode Bytes } | Should -Throw '*-Destination*'
    }

    It 'mirrors a tree with -RelativeTo' {
        $null = New-TestPhoto "$in/x/y" 'dog.jpg'
        $null = New-TestPhoto "$in/z" 'dog.jpg'
        $images = Get-ChildItem $in -Recurse -File | Invoke-PhotaEnhance -Destination $out -RelativeTo $in
        $images.FullName | Sort-Object | Should -Be (Join-Path $out 'x/y/dog.jpg'), (Join-Path $out 'z/dog.jpg')
        Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination $out -RelativeTo $in -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.OutputFile,*'
    }

    It 'sends the second of two photos with one result name nowhere, and says so' {
        $null = New-TestPhoto "$in/x" 'dog.jpg'
        $null = New-TestPhoto "$in/y" 'dog.jpg'
        $images = Get-ChildItem $in -Recurse -File | Invoke-PhotaEnhance -Destination $out -ErrorVariable failure -ErrorAction SilentlyContinue
        $images | Should -HaveCount 1
        $failure | Should -HaveCount 1
        $failure[0].Exception.Message | Should -Match 'both be'
        @(Get-SandboxRequest).Count | Should -Be 1
    }

    It 'gives dog.jpg and dog.png names of their own, the same on every run' {
        $null = New-TestPhoto $in 'dog.jpg', 'dog.png'
        $first = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out
        $again = Get-ChildItem $in | Sort-Object Name -Descending | Invoke-PhotaEnhance -Destination $out -Force
        $first.FullName | Sort-Object | Should -Be (Join-Path $out 'dog.jpg'), (Join-Path $out 'dog.png.jpg')
        $again.FullName | Sort-Object | Should -Be ($first.FullName | Sort-Object)
    }

    It 'does not overwrite what is not its own, with -Force neither, and knows before it sends: <_>' -ForEach 'file', 'folder' {
        $null = New-Item (Join-Path $out 'dog.jpg') -ItemType ($_ -eq 'file' ? 'File' : 'Directory') -Force
        foreach ($force in $false, $true) {
            Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination $out -Force:$force -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.OutputFile,*'
        }

        (Get-Item (Join-Path $out 'dog.jpg')).Length | Should -Be ($_ -eq 'file' ? 0 : 1)
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'never overwrites a photo of its own, with -Force neither' {
        $photo = New-TestPhoto $in 'dog.jpg'
        $hash = (Get-FileHash $photo).Hash
        foreach ($force in $false, $true) {
            Get-ChildItem $in | Invoke-PhotaEnhance -Destination $in -Force:$force -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.OutputFile,*'
        }

        (Get-FileHash $photo).Hash | Should -Be $hash
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'sends and writes nothing with -WhatIf' {
        Get-ChildItem $Photos | Invoke-PhotaEnhance -Destination $out -WhatIf | Should -HaveCount (@(Get-ChildItem $Photos).Count + 1)
        Get-SandboxRequest | Should -BeNullOrEmpty
        $out | Should -Not -Exist
    }

    It 'overlaps requests up to the limit' {
        $null = New-TestPhoto $in (1..12 | ForEach-Object { "$_.jpg" })
        Add-SandboxFault @{ kind = 'hold' } -Times 3
        $shell = New-Shell
        try {
            Start-Shell $shell { param($in) Get-ChildItem $in | Invoke-PhotaEnhance -ThrottleLimit 3 } @{ in = $in }
            Wait-Sandbox 'held' -Count 3
            Invoke-SandboxControl 'release' -Method POST | Out-Null
            Wait-Shell $shell | Should -HaveCount 12
        }
        finally { Close-Shell $shell }
        (Invoke-SandboxControl 'requests').max_concurrency | Should -Be 3
    }

    It 'emits results while input still arrives' {
        $files = New-TestPhoto $in (1..5 | ForEach-Object { "$_.jpg" })
        $log = [Collections.Generic.List[string]]::new()
        $files | ForEach-Object { $log.Add('in'); $_ } | Invoke-PhotaEnhance -ThrottleLimit 1 | ForEach-Object { $log.Add('out') }
        $log.IndexOf('out') | Should -BeLessThan $log.LastIndexOf('in')
        $log | Should -HaveCount 10
    }

    It 'submits no more once Select-Object has enough' {
        $files = New-TestPhoto $in (1..20 | ForEach-Object { "$_.jpg" })
        $image = $files | Invoke-PhotaEnhance -ThrottleLimit 2 -Destination $out | Select-Object -First 1
        $image.FullName | Should -Exist
        @(Get-SandboxRequest).Count | Should -BeLessOrEqual 3
        Get-ChildItem $out -Recurse -Force -Filter '*.part' | Should -BeNullOrEmpty
    }

    It 'goes on by URL into the next operation, without a download' {
        $image = Invoke-PhotaEnhance "$Photos/dog.jpg" | Invoke-PhotaEnhance | Save-PhotaImage $out
        $image.Source | Should -Be (Join-Path $Photos 'dog.jpg')
        $image.FullName | Should -Be (Join-Path $out 'dog.jpg')
        (Get-SandboxRequest)[1].body.image.kind | Should -Be 'url'
        @(Get-SandboxRequest -Method GET | Where-Object path -Like '/files/*').Count | Should -Be 1
    }

    It 'shows a table that fits a terminal' {
        $image = Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination $out
        $lines = ($image | Format-Table | Out-String -Width 80) -split '\r?\n' | Where-Object { $_.Trim() }
        $lines[0] -replace '\e\[[\d;]*m' | Should -Match '^Operation Source\s+Pixels\s+Cost Result'
        $lines[2] | Should -Match '^enhance\s+dog\.jpg\s+\d+x\d+\s+\$0\.12'
    }
}

Describe 'Bad input of Invoke-PhotaEnhance' {
    BeforeAll {
        $in = Join-Path $TestDrive 'bad'
        $good = New-TestPhoto $in 'good.jpg', 'also good.jpg'
        $null = New-Item "$in/empty.jpg" -ItemType File
        Set-Content "$in/text.jpg" 'This is not an image.'
        $null = New-Item "$in/folder.jpg" -ItemType Directory
    }

    BeforeEach { Reset-Sandbox }

    It 'reports <name> and goes on' -ForEach @(
        @{ name = 'a missing file'; path = 'missing.jpg'; words = 'does not exist' }
        @{ name = 'a directory'; path = 'folder.jpg'; words = 'is a directory' }
        @{ name = 'an empty file'; path = 'empty.jpg'; words = 'is empty' }
        @{ name = 'text under a photo''s name'; path = 'text.jpg'; words = 'is not a JPEG' }
    ) {
        $bad = Join-Path $in $path
        $images = $good[0].FullName, $bad, $good[1].FullName | Invoke-PhotaEnhance -ErrorVariable failure -ErrorAction SilentlyContinue
        $images.Source | Sort-Object | Should -Be ($good.FullName | Sort-Object)
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'Phota.InputFile,PhotaPS.InvokePhotaEnhanceCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $failure[0].Exception.Message | Should -Match $words
        $failure[0].Exception.Message | Should -Match ([regex]::Escape($bad))
        $failure[0].TargetObject.FullName | Should -Be $bad
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        @(Get-SandboxRequest).Count | Should -Be 2
    }

    It 'reports a path that is no file path, and a drive that is not there' {
        Invoke-PhotaEnhance -LiteralPath 'Env:PATH', 'nodrive:\x.jpg' -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -Be (@('Phota.InputFile,PhotaPS.InvokePhotaEnhanceCommand') * 2)
        $failure.TargetObject | Should -Be 'Env:PATH', 'nodrive:\x.jpg'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'reports a file that cannot be read' {
        $locked = New-TestPhoto $in 'locked.jpg'
        $lock = [IO.File]::Open($locked.FullName, 'Open', 'ReadWrite', 'None')
        try { Invoke-PhotaEnhance $locked.FullName -ErrorVariable failure -ErrorAction SilentlyContinue }
        finally { $lock.Dispose() }
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.InputFile,*'
        $failure[0].Exception.Message | Should -Match 'cannot be read'
    }

    It 'finds out before it pays that a destination cannot be written' {
        $file = New-TestPhoto $in 'x.jpg'
        { $file | Invoke-PhotaEnhance -Destination (Join-Path $in 'text.jpg/below') } |
            Should -Throw '*cannot be used*' -ErrorId 'Phota.OutputFile,*'
        { $file | Invoke-PhotaEnhance -Destination 'Env:\' } | Should -Throw -ErrorId 'Phota.OutputFile,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'hands failed photos back to be piped in again, brackets and all' {
        $files = New-TestPhoto $in 'one [1].jpg', 'two [2].jpg'
        Add-SandboxFault @{ kind = 'moderation' }
        $images = @($files | Invoke-PhotaEnhance -ThrottleLimit 1 -ErrorVariable failure -ErrorAction SilentlyContinue)
        $images | Should -HaveCount 1
        $again = $failure.TargetObject | Invoke-PhotaEnhance
        $again.Source | Should -Be $files[0].FullName
    }
}
