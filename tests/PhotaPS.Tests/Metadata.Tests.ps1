BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox

    function Get-Mark([string]$Path) { (Select-String -LiteralPath $Path -Pattern 'digitalsourcetype/(\w+)').Matches.Groups[1].Value }
}

AfterAll { Stop-TestSandbox }

Describe '-MetadataMode' {
    BeforeEach { $out = Join-Path $TestDrive "out-$([guid]::NewGuid())" }

    It 'marks what each operation makes, without being asked' {
        $dog = "$Photos/dog.jpg"
        $composite = 'compositeWithTrainedAlgorithmicMedia'
        Get-Mark (Invoke-PhotaEnhance $dog -Destination $out/1).FullName | Should -Be $composite
        Get-Mark (Invoke-PhotaEdit $dog 'more light' -Destination $out/2 -OutputFormat Png).FullName | Should -Be $composite
        Get-Mark (Invoke-PhotaRemix $dog -ReferenceImage "$Photos/harbour.jpeg" -Destination $out/3).FullName | Should -Be $composite
        Get-Mark (New-PhotaImage 'a fox' -Destination $out/4).FullName | Should -Be 'trainedAlgorithmicMedia'
        Get-Mark (Invoke-PhotaEnhance $dog | Save-PhotaImage $out/5).FullName | Should -Be $composite
        Get-Mark (Invoke-PhotaEnhance $dog -Async | Wait-PhotaJob | Receive-PhotaJob | Save-PhotaImage $out/6).FullName | Should -Be $composite
    }

    It 'writes a sidecar, and nothing, where that is asked for' {
        $image = Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination $out -MetadataMode Sidecar
        Get-Mark "$($image.FullName).xmp" | Should -Be 'compositeWithTrainedAlgorithmicMedia'
        Select-String -LiteralPath $image.FullName -Pattern 'digitalsourcetype' | Should -BeNullOrEmpty
        $image = Invoke-PhotaEnhance "$Photos/harbour.jpeg" -Destination $out -MetadataMode None
        "$($image.FullName).xmp" | Should -Not -Exist
        Select-String -LiteralPath $image.FullName -Pattern 'digitalsourcetype' | Should -BeNullOrEmpty
    }

    It 'passes over its own sidecars where the results lie among the photos' {
        $null = New-Item -ItemType Directory $out
        Copy-Item "$Photos/dog.jpg" $out
        foreach ($run in 1, 2) {
            $images = Get-ChildItem $out -Recurse -File | Invoke-PhotaEnhance -Destination $out/enhanced -MetadataMode Sidecar -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures | Should -BeNullOrEmpty
            $images | Should -HaveCount 1
        }

        Get-ChildItem $out/enhanced -File | Should -HaveCount 2
        'not ours' | Set-Content $out/other.xmp
        $null = Invoke-PhotaEnhance $out/other.xmp -Destination $out/enhanced -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Phota.InputFile*'
    }

    It 'warns once of a photo whose metadata cannot be read, and saves its images' {
        $bytes = [IO.File]::ReadAllBytes("$Photos/dog.jpg")
        $damaged = [byte[]](0xFF, 0xE1, 0, 16) + [Text.Encoding]::ASCII.GetBytes("Exif`0`0MM`0*`0`0`0c")
        $photo = Join-Path $TestDrive 'damaged [1].jpg'
        [IO.File]::WriteAllBytes($photo, [byte[]]($bytes[0..1] + $damaged + $bytes[2..($bytes.Length - 1)]))
        $images = Invoke-PhotaEnhance -LiteralPath $photo -Destination $out -Count 2 -WarningVariable warnings -WarningAction SilentlyContinue
        $images | Should -HaveCount 2
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike '*damaged `[1`].jpg*without its photo''s metadata*'
        $images.FullName | ForEach-Object { Test-Path -LiteralPath $_ | Should -BeTrue }
    }
}
