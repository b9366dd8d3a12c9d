# -NameTemplate and -SkipUnsupported: what results are called, and which files are no photos.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $in = Join-Path $TestDrive 'summer'
    $null = New-TestPhoto $in 'dog.jpg', 'cat.png', 'b{name} [1].jpg'
    (Get-Item -LiteralPath "$in/dog.jpg").LastWriteTime = '2024-05-06 07:08:09'
}

AfterAll { Stop-TestSandbox }

Describe '-NameTemplate' {
    BeforeEach {
        Reset-Sandbox
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
    }

    It 'makes <names> of <template>' -ForEach @(
        @{ template = '{name}'; names = 'dog.jpg', 'dog.v2.jpg' }
        @{ template = '{Folder}_{NAME}_{extension}_{operation}'; names = 'summer_dog_jpg_edit.jpg', 'summer_dog_jpg_edit.v2.jpg' }
        @{ template = '{date} {name} ({model}) no {variation}'; names = '2024-05-06 dog (nb2) no 1.jpg', '2024-05-06 dog (nb2) no 2.jpg' }
        @{ template = 'CON'; names = '_CON.jpg', '_CON.v2.jpg' }
        @{ template = '{name}?'; names = 'dog_.jpg', 'dog_.v2.jpg' }
    ) {
        $run = { Invoke-PhotaEdit "$in/dog.jpg" snow -BaseModel nb2 -Count 2 -NameTemplate $template -Destination $out @args }
        $null = & $run
        (Get-Result $out).Name | Sort-Object | Should -Be ($names | Sort-Object)
        (& $run -WhatIf)[-1].Images | Should -Be 0
        (& $run).Origin | Should -Be 'Found', 'Found'
        Get-SandboxRequest | Should -HaveCount 1
    }

    It 'dates a photo by <by>' -ForEach @(
        @{ by = 'the day on which it was taken'; exif = '2019:12:31 23:59:58'; name = '2019-12-31.jpg' }
        @{ by = 'its file, where EXIF has no valid date'; exif = '0000:00:00 00:00:00'; name = '2024-05-06.jpg' }
    ) {
        $photo = New-TestPhoto (Join-Path $TestDrive "dated-$([guid]::NewGuid())") 'dog.jpg'
        $tiff = "MM`0*`0`0`0`u{8}`0`u{1}" + "`u{87}i`0`u{4}`0`0`0`u{1}`0`0`0`u{1A}`0`0`0`0" + "`0`u{1}`u{90}`u{3}`0`u{2}`0`0`0`u{14}`0`0`0,`0`0`0`0$exif`0"
        $segment = [Text.Encoding]::Latin1.GetBytes("`u{FF}`u{E1}`0`u{48}Exif`0`0$tiff")
        $bytes = [IO.File]::ReadAllBytes($photo)
        [IO.File]::WriteAllBytes($photo, [byte[]]($bytes[0, 1] + $segment + $bytes[2..($bytes.Length - 1)]))
        $photo.LastWriteTime = '2024-05-06 07:08:09'
        (Invoke-PhotaEnhance $photo -NameTemplate '{date}' -Destination $out).Name | Should -Be $name
    }

    It 'takes no token from a photo''s own name' {
        $null = Invoke-PhotaEnhance -LiteralPath "$in/b{name} [1].jpg" -NameTemplate '{name}-x' -Destination $out
        (Get-Result $out).Name | Should -Be 'b(name) [1]-x.jpg'
    }

    It 'keeps the results of several prompts for one photo apart by {hash}' {
        $rows = 'snow', 'night' | ForEach-Object { [pscustomobject]@{ Path = "$in/dog.jpg"; Prompt = $_ } }
        $run = { $rows | Invoke-PhotaEdit -NameTemplate '{name}-{hash}' -Destination $out @args }
        $plan = & $run -WhatIf
        $plan[-1].Requests | Should -Be 2
        $images = & $run
        $images.Name | Select-Object -Unique | Should -HaveCount 2
        $images.Name | Should -Match '^dog-[0-9a-f]{8}\.jpg$'
        (& $run).Origin | Should -Be 'Found', 'Found'
        Get-SandboxRequest | Should -HaveCount 2
    }

    It 'names generated images' {
        $null = New-PhotaImage 'a fox' -NameTemplate '{operation} {name}' -Destination $out
        (Get-Result $out).Name | Should -BeLike 'generate a-fox-*.jpg'
    }

    It 'that gives two photos one name is an error before the second is paid' {
        $run = { Get-ChildItem $in -Filter ?a*.png | ForEach-Object { $_; Get-Item "$in/dog.jpg" } | Invoke-PhotaEnhance -NameTemplate 'same' -Destination $out @args }
        (& $run -WhatIf).Action[0, 1] | Should -Be 'Submit', 'Refuse'
        . $run -ErrorVariable failure -ErrorAction SilentlyContinue | Should -HaveCount 1
        $failure.FullyQualifiedErrorId | Should -BeLike 'Phota.OutputFile,*'
        $failure.ErrorDetails.RecommendedAction | Should -Match '-NameTemplate'
        Get-SandboxRequest | Should -HaveCount 1
    }

    It 'that can name nothing is an error before anything is sent: <template>' -ForEach @(
        @{ template = '{nmae}'; words = '*unknown token ''{nmae}''*{name}*' }
        @{ template = '{name'; words = '*brace*' }
        @{ template = '../{name}'; words = '*is a path*' }
        @{ template = '{folder}'; words = '*{folder} has no value for*a fox*'; run = { New-PhotaImage 'a fox' -NameTemplate $template -Destination $out } }
    ) {
        if (-not $run) { $run = { Invoke-PhotaEnhance "$in/dog.jpg" -NameTemplate $template -Destination $out } }
        $run | Should -Throw $words -ErrorId 'Phota.Validation,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
        $out | Should -Not -Exist
    }

    It 'needs a destination' {
        { Invoke-PhotaEnhance "$in/dog.jpg" -NameTemplate '{name}' } | Should -Throw '*-Destination*' -ErrorId 'Phota.Validation,*'
    }
}

Describe '-SkipUnsupported' {
    BeforeAll {
        $mixed = Join-Path $TestDrive 'mixed'
        $null = New-TestPhoto $mixed 'dog.jpg'
        Copy-Item "$mixed/dog.jpg" "$mixed/photo without extension"
        'text' | Set-Content "$mixed/dog.xmp"
        'text' | Set-Content "$mixed/notes.txt"
        'no image' | Set-Content "$mixed/damaged.jpg"
        [IO.File]::WriteAllBytes("$mixed/raw.cr3", [byte[]](0, 0, 0, 24) + [Text.Encoding]::ASCII.GetBytes('ftypcrx ....crx isom') + [byte[]]::new(64))
        $null = New-Item "$mixed/folder" -ItemType Directory
        $null = New-Item "$mixed/empty.txt"
    }

    BeforeEach { Reset-Sandbox }

    It 'passes over what is no image, counts it, and reports a damaged photo: <name>' -ForEach @(
        @{ name = 'files'; run = { Get-ChildItem $mixed | Invoke-PhotaEnhance @args } }
        @{ name = 'a path'; run = { Invoke-PhotaEnhance "$mixed/*" @args } }
        @{ name = 'rows'; run = { Get-ChildItem $mixed | Select-Object FullName | Invoke-PhotaEnhance @args } }
    ) {
        $told = . $run -SkipUnsupported -Verbose -ErrorVariable failure -ErrorAction SilentlyContinue 4>&1
        $failure | Should -HaveCount 1
        $failure[0].Exception.Message | Should -Match 'damaged\.jpg'
        @($told | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }) | Should -HaveCount 2
        "$($told[-1])" | Should -BeLike '*1 failed, 0 left, 5 not supported and skipped.'
        Get-SandboxRequest | Should -HaveCount 2
    }

    It 'is asked for: without it each is an error' {
        $null = Get-ChildItem $mixed | Invoke-PhotaEnhance -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure | Should -HaveCount 6
    }

    It 'still reports a file that does not exist' {
        { Invoke-PhotaEnhance -LiteralPath "$mixed/gone.txt" -SkipUnsupported } | Should -Throw '*does not exist*'
    }
}
