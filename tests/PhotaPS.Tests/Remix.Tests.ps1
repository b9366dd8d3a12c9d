BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $dog = Join-Path $Photos 'dog.jpg'
    $style = Join-Path $Photos 'harbour.jpeg'
}

AfterAll { Stop-TestSandbox }

Describe 'Invoke-PhotaRemix' {
    BeforeEach {
        Reset-Sandbox
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
    }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'sends every parameter' {
        $id = New-SandboxProfile
        $images = Invoke-PhotaRemix $dog $style -Prompt 'oil on canvas' -ProfileId $id -Count 2 -OutputFormat Png -ResponseMode Urls `
            -Destination $out -RelativeTo $Photos -Force -ThrottleLimit 2 -TimeoutSec 60
        $body = (Get-SandboxRequest '/v1/phota/remix').body
        $body.input_image.sha256 | Should -Be (Get-FileHash $dog).Hash
        $body.reference_image.sha256 | Should -Be (Get-FileHash $style).Hash
        $body.prompt | Should -Be 'oil on canvas'
        $body.profile_ids | Should -Be $id
        $body.num_output_images | Should -Be 2
        $body.output_format | Should -Be 'png'
        $body.response_mode | Should -Be 'urls'
        $body.PSObject.Properties.Name | Should -HaveCount 9
        $images.FullName | Should -Be (Join-Path $out 'dog.jpg.png'), (Join-Path $out 'dog.jpg.v2.png')
        ($images | Measure-Object EstimatedCost -Sum).Sum | Should -Be 0.3
        (Get-SandboxBill).total | Should -Be 0.3
        $images[0].BaseModel, $images[0].Resolution, $images[0].KnownSubject | Should -Be 'nb2', '2K', "$id=2"
    }

    It 'always sends what the guide calls required, and nothing that it is not asked for' {
        $null = $dog | Invoke-PhotaRemix -ReferenceImage $style
        (Get-SandboxRequest).body.PSObject.Properties.Name | Sort-Object |
            Should -Be 'async', 'client_request_id', 'input_image', 'num_output_images', 'output_format', 'reference_image', 'response_mode'
    }

    It 'has no parameter for what is fixed' {
        foreach ($absent in 'BaseModel', 'AspectRatio', 'Resolution', 'Quality') { (Get-Command Invoke-PhotaRemix).Parameters.Keys | Should -Not -Contain $absent }
    }

    It 'takes a style by <name>' -ForEach @(
        @{ name = 'path'; kind = 'base64'; given = { 'harbour.jpeg' } }
        @{ name = 'file'; kind = 'base64'; given = { Get-Item 'harbour.jpeg' } }
        @{ name = 'URL'; kind = 'url'; given = { 'https://images.example/style.jpg' } }
        @{ name = 'result'; kind = 'url'; given = { Invoke-PhotaEnhance harbour.jpeg } }
        @{ name = 'saved result'; kind = 'base64'; given = { Invoke-PhotaEnhance harbour.jpeg -Destination $out } }
    ) {
        Push-Location $Photos
        try { $null = Invoke-PhotaRemix dog.jpg (& $given) } finally { Pop-Location }
        (Get-SandboxRequest '/v1/phota/remix').body.reference_image.kind | Should -Be $kind
    }

    It 'stops at a style that cannot be read, before anything is sent' {
        $failure = { Get-ChildItem $Photos | Invoke-PhotaRemix -ReferenceImage missing.jpg } |
            Should -Throw '*missing.jpg*does not exist*' -ErrorId 'Phota.InputFile,*' -PassThru
        $failure.TargetObject | Should -Be 'missing.jpg'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'goes on by URL into the next operation, without a download' {
        $images = Get-ChildItem $Photos/dog.* | Invoke-PhotaEdit -Prompt 'a scarf' | Invoke-PhotaRemix -ReferenceImage $style |
            Invoke-PhotaEnhance | Save-PhotaImage $out
        (Get-ChildItem $out).Name | Sort-Object | Should -Be 'dog.jpg', 'dog.png.jpg'
        Compare-Object $images.Source (Get-ChildItem $Photos/dog.*).FullName | Should -BeNullOrEmpty
        (Get-SandboxRequest '/v1/phota/remix').body.input_image.kind | Should -Be 'url', 'url'
        (Get-SandboxRequest '/v1/phota/enhance').body.image.kind | Should -Be 'url', 'url'
        @(Get-SandboxRequest -Method GET | Where-Object path -Like '/files/*').Count | Should -Be 2
    }

    It 'keeps apart the variations of one photo on their way' {
        $null = Invoke-PhotaEnhance $dog -Count 3 | Invoke-PhotaRemix -ReferenceImage $style | Save-PhotaImage $out
        (Get-ChildItem $out).Name | Sort-Object | Should -Be 'dog.jpg', 'dog.v2.jpg.jpg', 'dog.v3.jpg.jpg'
    }
}

Describe 'Input of Invoke-PhotaRemix that is not a photo itself' {
    BeforeEach {
        Reset-Sandbox
        $csv = Join-Path $TestDrive "$([guid]::NewGuid()).csv"
    }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'may be a receipt: the rows go on by URL, and keep their names' {
        $first = Get-ChildItem $Photos/dog.* | Invoke-PhotaEdit -Prompt 'a scarf'
        $first | Export-Csv $csv
        $images = Import-Csv $csv | Invoke-PhotaRemix -ReferenceImage $style
        Compare-Object $images.Source $first.Source | Should -BeNullOrEmpty
        (Get-SandboxRequest '/v1/phota/remix').body.input_image.url | Sort-Object | Should -Be ($first.DownloadUri.AbsoluteUri | Sort-Object)
    }

    It 'may be a receipt whose URLs have expired: the rows go on by the saved files' {
        $first = Invoke-PhotaEnhance $dog -Destination (Join-Path $TestDrive 'saved')
        $first | Select-Object Source, FullName, DownloadUri, @{ n = 'ExpiresAt'; e = { [DateTimeOffset]::UtcNow.AddDays(-1) } } | Export-Csv $csv
        $null = Import-Csv $csv | Invoke-PhotaRemix -ReferenceImage $style
        (Get-SandboxRequest '/v1/phota/remix').body.input_image.sha256 | Should -Be $first.Sha256
    }

    It 'may be rows with nothing but <name>' -ForEach @(
        @{ name = 'a URL'; row = { @{ DownloadUri = 'https://images.example/a.jpg'; Note = 'x' } }; kind = 'url' }
        @{ name = 'a URL by its other name'; row = { @{ Uri = 'https://images.example/a.jpg' } }; kind = 'url' }
        @{ name = 'a path'; row = { @{ Path = "$Photos/my photo [1].jpg"; Note = 'x' } }; kind = 'base64' }
        @{ name = 'a literal path'; row = { @{ LiteralPath = "$Photos/my photo [1].jpg" } }; kind = 'base64' }
    ) {
        [pscustomobject](& $row) | Export-Csv $csv
        Import-Csv $csv | Invoke-PhotaRemix -ReferenceImage $style | Should -HaveCount 1
        (Get-SandboxRequest).body.input_image.kind | Should -Be $kind
    }

    It 'may come from another process or a JSON file' {
        $first = Invoke-PhotaEdit $dog 'a scarf'
        $null = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($first)) |
            Invoke-PhotaRemix -ReferenceImage $style
        $null = $first | ConvertTo-Json | ConvertFrom-Json | Invoke-PhotaRemix -ReferenceImage $style
        (Get-SandboxRequest '/v1/phota/remix').body.input_image.url | Select-Object -Unique | Should -Be $first.DownloadUri.AbsoluteUri
    }

    It 'reads a receipt as it was written on a machine that writes 0,12' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $images = Invoke-PhotaEnhance $dog
            $images | Export-Csv $csv
            Get-Content $csv -Raw | Should -Match '"0,12"'
            $saved = Import-Csv $csv | Save-PhotaImage (Join-Path $TestDrive 'de')
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
        $saved.EstimatedCost | Should -Be 0.12
        ($images.ExpiresAt - $saved.ExpiresAt).TotalSeconds | Should -BeLessThan 1
    }

    It 'takes an unknown price of a receipt for unknown, not for nothing' {
        Invoke-PhotaEdit $dog 'a scarf' | Export-Csv $csv
        $saved = Import-Csv $csv | Save-PhotaImage (Join-Path $TestDrive 'unknown')
        $saved.FullName | Should -Exist
        $null -eq $saved.EstimatedCost | Should -BeTrue
    }

    It 'is refused when it is none of these, not taken for a path: <name>' -ForEach @(
        @{ name = 'a row of something else'; row = [pscustomobject]@{ Name = 'x' } }
        @{ name = 'a number'; row = 7 }
    ) {
        { $row | Invoke-PhotaRemix -ReferenceImage $style } | Should -Throw -ErrorId 'InputObjectNotBound,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'takes files by position as they are, brackets and all' {
        $images = Invoke-PhotaRemix (Get-ChildItem $Photos) $style
        Compare-Object $images.Source (Get-ChildItem $Photos).FullName | Should -BeNullOrEmpty
    }

    It 'says how to hand over results that are given for paths' {
        $image = Invoke-PhotaEnhance $dog
        { Invoke-PhotaRemix $image $style } | Should -Throw '*PhotaImage is not a path*-InputObject*'
        (Invoke-PhotaRemix -InputObject $image -ReferenceImage $style).Source | Should -Be $dog
    }
}
