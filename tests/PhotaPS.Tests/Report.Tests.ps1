BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $in = Join-Path $TestDrive 'in'
    $out = Join-Path $TestDrive 'out'
    $files = New-TestPhoto $in "Jürgen's Geburtstag.jpg", 'my photo [1].jpg', 'dog.png'
    $images = @($files | Invoke-PhotaEnhance -Destination $out -Count 2) + @('a fox' | New-PhotaImage -Destination $out)

    # The page without its style, its script and the bytes of its images, so that a failure can be read.
    function Get-Page {
        param($File)
        (Get-Content -LiteralPath $File.FullName -Raw) -replace '(?s)(<style>|<script>).*?(</style>|</script>)', '$1$2' -replace 'base64,[^"]+', 'base64,'
    }
    function Get-Heading { param($Page) [regex]::Matches($Page, '<h2 id="r\d+"><bdi>(.*?)</bdi>') | ForEach-Object { $_.Groups[1].Value } }
}

AfterAll { Stop-TestSandbox }

Describe 'Export-PhotaReport' {
    BeforeEach { $path = Join-Path $TestDrive "report-$([guid]::NewGuid()).html" }

    It 'writes one page of results from the pipeline and emits its file' {
        $file = $images | Export-PhotaReport $path -Title 'Party & friends'
        $file | Should -BeOfType ([IO.FileInfo])
        $file.FullName | Should -Be $path
        $page = Get-Page $file
        $page | Should -BeLike '<!DOCTYPE html>*</html>*'
        $page | Should -Match '<title>Party &amp; friends</title>'
        Get-Heading $page | Sort-Object -CaseSensitive | Should -Be ('dog.png', 'Generated', 'J&#252;rgen&#39;s Geburtstag.jpg', 'my photo [1].jpg' | Sort-Object -CaseSensitive)
        [regex]::Matches($page, 'type="range"').Count | Should -Be 6
        [regex]::Matches($page, ' src="data:image/').Count | Should -Be 10
        $page | Should -Match '<dt>estimated cost</dt><dd>\$0\.72</dd></div><div><dt>unpriced</dt><dd>1</dd>'
        foreach ($image in $images) { $page | Should -BeLike "*<dt>Request id</dt><dd>$($image.RequestId)</dd>*" }
        $page | Should -Not -Match 'https?://'
    }

    It 'takes rows of a receipt' {
        $images | Export-Csv "$TestDrive/receipt.csv"
        $rows = Get-Page (Import-Csv "$TestDrive/receipt.csv" | Export-PhotaReport $path)
        $objects = Get-Page ($images | Export-PhotaReport "$path.objects.html")
        $rows -replace 'Written by .*? UTC' | Should -Be ($objects -replace 'Written by .*? UTC')
    }

    It 'refers to the images where they lie, when told to' {
        $file = $images | Export-PhotaReport $path -Reference
        $page = Get-Page $file
        $page | Should -Not -Match 'data:image'
        $page | Should -BeLike '*data-src="in/my%20photo%20%5B1%5D.jpg"*'
        $file.Length | Should -BeLessThan 50KB
    }

    It 'lists failures with their reasons, however they come' {
        Set-Content "$TestDrive/text.jpg" 'no image'
        Add-SandboxFault @{ kind = 'moderation' }
        $made = $files[0], (Get-Item "$TestDrive/text.jpg") | Invoke-PhotaEnhance -ErrorVariable failed -ErrorAction SilentlyContinue
        $made | Should -BeNullOrEmpty
        $failed | Should -HaveCount 2
        $page = Get-Page ($images | Export-PhotaReport $path -Failure $failed)
        $page | Should -Match 'failed</a></dt><dd>2</dd>'
        $page | Should -Match '<bdi>text\.jpg</bdi></th><td>&#39;text\.jpg&#39; is not a JPEG'
        $page | Should -Match "<bdi>J&#252;rgen&#39;s Geburtstag\.jpg</bdi>.*?Use another photo or prompt"
        $page | Should -BeLike "*<small>Invoke-PhotaEnhance &#183; Phota.Moderation &#183; $($failed.Exception.RequestId | Where-Object { $_ })</small>*"
        $page | Should -Not -Match ([regex]::Escape("$TestDrive"))

        $merged = "$TestDrive/text.jpg", $files[1].FullName.Replace('[', '`[').Replace(']', '`]') | Invoke-PhotaEnhance -ErrorAction Continue 2>&1 | Export-PhotaReport "$path.merged.html"
        Get-Page $merged | Should -Match '<dt>image</dt><dd>1</dd>.*failed</a></dt><dd>1</dd>'
    }

    It 'takes what stopped a command' {
        try { Invoke-PhotaEdit $files[0].FullName -Prompt x -BaseModel flux-2 -Resolution 4K } catch { $stopped = $_ }
        $page = Get-Page ($images | Export-PhotaReport $path -Failure $stopped)
        $page | Should -Match 'flux-2 makes no images at 4K'
        { $images | Export-PhotaReport "$path.other.html" -Failure 'bad luck' } | Should -Throw '*A String is no error*'
    }

    It 'takes failed jobs and refused plans' {
        Add-SandboxFault @{ kind = 'job'; final = 'failed'; detail = 'It did not work out.' }
        $job = Invoke-PhotaEnhance -LiteralPath $files[0].FullName -Async | Wait-PhotaJob
        $plan = Invoke-PhotaEnhance "$TestDrive/gone.jpg" -WhatIf | Where-Object Action -EQ Refuse
        $page = Get-Page ($job, $plan | Export-PhotaReport $path)
        $page | Should -Match '<bdi>J&#252;rgen&#39;s Geburtstag\.jpg</bdi></th><td>It did not work out\.<'
        $page | Should -Match '<bdi>gone\.jpg</bdi></th><td>Phota\.InputFile: '
    }

    It 'takes a ledger' {
        $folder = Join-Path $TestDrive 'ledger'
        Add-SandboxFault @{ kind = 'moderation' } -Match @{ method = 'POST'; path = '/v1/phota/edit' }
        $made = $files[0, 2] | Invoke-PhotaEdit -Prompt 'in the snow' -Destination $folder -ThrottleLimit 1 -ErrorAction SilentlyContinue
        $page = Get-Page (Export-PhotaReport $path -LedgerPath $folder)
        Get-Heading $page | Should -Be 'dog.png'
        $page | Should -Match '<p class="prompt">in the snow</p>'
        $page | Should -Match 'failed</a></dt><dd>1</dd>'
        $page | Should -BeLike "*<dt>Job id</dt><dd>$($made.JobId)</dd>*"
    }

    It 'shows what of a ledger was kept and what was rejected' {
        $folder = Join-Path $TestDrive 'chosen'
        $made = $files[0, 2] | Invoke-PhotaEnhance -Destination $folder -Count 2
        $null = $made | Where-Object Source -EQ $files[0].FullName | Select-PhotaImage -Keep { $_.Variation -eq 2 }
        $page = Get-Page (Export-PhotaReport $path -LedgerPath $folder)
        $page | Should -Match '<dt>kept</dt><dd>1</dd></div><div><dt>rejected</dt><dd>1</dd>'
        $page | Should -Match '<b>Rejected</b> chosen/\.phota/rejected/[0-9a-f]{12}-J&#252;rgen'
        [regex]::Matches($page, '<figcaption><b>').Count | Should -Be 2
        (Export-PhotaReport "$path.old.html" -Destination $folder).Length | Should -BeGreaterThan 0
    }

    It 'links what is too much for a page, and warns of it' {
        $large = Join-Path $TestDrive 'large.png'
        Copy-Item -LiteralPath $files[2].FullName $large
        $stream = [IO.File]::OpenWrite($large)
        $stream.SetLength(51MB)
        $stream.Dispose()
        $rows = $images[0], ([pscustomobject]@{ Operation = 'enhance'; FullName = $large })
        $page = Get-Page ($rows | Export-PhotaReport $path -WarningVariable warned -WarningAction SilentlyContinue)
        $warned | Should -BeLike 'The page has the first 50 MB of images in it. It shows 1 more from where they lie*'
        $page | Should -BeLike '*<p class="note">The first 2 image files are in this page, the others are not.*data-src="large.png"*'
    }

    It 'refuses what it cannot show, and goes on' {
        $file = 1, $images[0], $null, (Get-Item $in) | Export-PhotaReport $path -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-Heading (Get-Page $file) | Should -HaveCount 1
        $failed.FullyQualifiedErrorId | Should -Be ('Phota.Validation,PhotaPS.ExportPhotaReportCommand', 'Phota.Validation,PhotaPS.ExportPhotaReportCommand')
        $failed[0].TargetObject | Should -Be 1
    }

    It 'says what is not there any more, instead of failing' {
        $copy = Join-Path $TestDrive 'copy.jpg'
        Copy-Item -LiteralPath $images[0].FullName $copy
        $image = $images[0].PSObject.Copy() | Select-Object Operation, @{ n = 'Path'; e = { $copy } }, @{ n = 'Source'; e = { "$TestDrive/gone.jpg" } }
        Remove-Item $copy
        $page = Get-Page ($image | Export-PhotaReport $path)
        $page | Should -Match 'The result is not there any more\.'
        $page | Should -Match '<dd>gone\.jpg \(is not there any more\)</dd>'
    }

    It 'overwrites nothing without -Force, and finds that out before anything is paid for' {
        Set-Content $path 'mine'
        $bill = (Get-SandboxBill).total
        { $files | Invoke-PhotaEnhance | Export-PhotaReport $path } | Should -Throw -ErrorId 'Phota.OutputFile,*'
        (Get-SandboxBill).total | Should -Be $bill
        Get-Content $path | Should -Be 'mine'
        Get-Page ($images | Export-PhotaReport $path -Force) | Should -BeLike '<!DOCTYPE html>*'
    }

    It 'creates the folder, and leaves nothing half-written' {
        $deep = Join-Path $TestDrive "deep-$([guid]::NewGuid())"
        { $images | ForEach-Object { throw 'broken' } | Export-PhotaReport "$deep/report.html" } | Should -Throw 'broken'
        Get-ChildItem $deep -Force | Should -BeNullOrEmpty
        $null = $images | Export-PhotaReport "$deep/report.html"
        (Get-ChildItem $deep -Force).Name | Should -Be 'report.html'
    }

    It 'writes nothing with -WhatIf' {
        $deep = Join-Path $TestDrive "deep-$([guid]::NewGuid())"
        $images | Export-PhotaReport "$deep/report.html" -WhatIf | Should -BeNullOrEmpty
        $deep | Should -Not -Exist
    }

    It 'takes a path of the session, not of the process' {
        Push-Location $TestDrive
        try { ($images | Export-PhotaReport ./here.html).FullName | Should -Be (Join-Path $TestDrive 'here.html') } finally { Pop-Location }
    }
}
