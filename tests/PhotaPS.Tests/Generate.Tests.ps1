BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
}

AfterAll { Stop-TestSandbox }

Describe 'New-PhotaImage' {
    BeforeEach {
        Reset-Sandbox
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
    }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'sends every parameter' {
        $id = New-SandboxProfile
        $images = New-PhotaImage "[[$id]] at sea" -Count 4 -AspectRatio 9:16 -Resolution 2K -BaseModel gpt-image-2 -Quality medium `
            -OutputFormat png -ResponseMode Urls -Destination $out -Force -ThrottleLimit 2 -TimeoutSec 60
        $body = (Get-SandboxRequest '/v1/phota/generate').body
        $body.prompt | Should -Be "[[$id]] at sea"
        $body.num_output_images | Should -Be 4
        $body.aspect_ratio | Should -Be '9:16'
        $body.resolution | Should -Be '2K'
        $body.base_model | Should -Be 'gpt-image-2'
        $body.quality | Should -Be 'medium'
        $body.output_format | Should -Be 'png'
        $body.response_mode | Should -Be 'urls'
        $body.PSObject.Properties.Name | Should -HaveCount 10
        $images.KnownSubject | Select-Object -Unique | Should -Be "$id=4"
        $images.FullName | Select-Object -Unique | Should -HaveCount 4
        $images.FullName | ForEach-Object { $_ | Should -Exist; Split-Path $_ | Should -Be $out; $_ | Should -BeLike '*.png' }
        $images[0].Height | Should -BeGreaterThan $images[0].Width
        $images[0].Source | Should -BeNullOrEmpty
        $images[0].Operation, $images[0].Format | Should -Be 'generate', 'Png'
    }

    It 'makes one request a prompt: <name>' -ForEach @(
        @{ name = 'from the pipeline'; run = { 'a fox', 'an owl' | New-PhotaImage } }
        @{ name = 'by position'; run = { New-PhotaImage 'a fox', 'an owl' } }
        @{ name = 'by property, from a CSV file'; run = { "Prompt,Note`na fox,1`nan owl,2" | ConvertFrom-Csv | New-PhotaImage } }
    ) {
        $images = & $run
        $images.Prompt | Sort-Object | Should -Be 'a fox', 'an owl'
        (Get-SandboxRequest).body.prompt | Sort-Object | Should -Be 'a fox', 'an owl'
        (Get-SandboxRequest).body[0].PSObject.Properties.Name | Sort-Object | Should -Be 'async', 'client_request_id', 'num_output_images', 'output_format', 'prompt', 'response_mode'
    }

    It 'has neither photo nor profile parameters' {
        $names = (Get-Command New-PhotaImage).Parameters.Keys
        foreach ($absent in 'Path', 'LiteralPath', 'Uri', 'ProfileId', 'AdditionalImage', 'ReferenceImage') {
            $names | Should -Not -Contain $absent
        }
    }

    It 'reports a prompt without words, and goes on' {
        $images = 'a fox', '  ', 'an owl' | New-PhotaImage -ErrorVariable failure -ErrorAction SilentlyContinue
        $images | Should -HaveCount 2
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'Phota.Validation,PhotaPS.NewPhotaImageCommand'
        $failure[0].Exception.Message | Should -Match 'needs a prompt'
    }

    It 'saves under names made of the prompts, none outside the folder' {
        $images = 'a fox', '../../a fox: "red"?', ('long ' * 100) | New-PhotaImage -Destination $out
        $images | Should -HaveCount 3
        $images.FullName | ForEach-Object { $_ | Should -Exist; Split-Path $_ | Should -Be $out }
        $images.FullName | Select-Object -Unique | Should -HaveCount 3
        (New-PhotaImage 'a fox' -Destination $out -Force).FullName | Should -BeIn $images.FullName
    }

    It 'saves bytes that come inside the answer' {
        $images = New-PhotaImage 'a fox' -Count 2 -ResponseMode Bytes -Destination $out
        (Get-SandboxRequest).body.response_mode | Should -Be 'bytes'
        (Get-FileHash -LiteralPath $images.FullName).Hash | Should -Be $images.Sha256
    }

    It 'goes on by URL into any operation' {
        $image = New-PhotaImage 'a fox' | Invoke-PhotaEdit -Prompt 'in snow' | Invoke-PhotaEnhance | Save-PhotaImage $out
        $image.FullName | Should -Exist
        $edit, $enhance = (Get-SandboxRequest '/v1/phota/edit').body, (Get-SandboxRequest '/v1/phota/enhance').body
        $edit.images.kind, $enhance.image.kind | Should -Be 'url', 'url'
        $edit.images.url | Should -Not -Be $enhance.image.url
        @(Get-SandboxRequest -Method GET | Where-Object path -Like '/files/*').Count | Should -Be 1
    }

    It 'refuses an impossible choice once for all prompts' {
        { 'a fox', 'an owl' | New-PhotaImage -BaseModel qwen-image-2 -Resolution 4K } |
            Should -Throw '*qwen-image-2*4K*1K or 2K*guides/base-models*' -ErrorId 'Phota.Validation,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'tells what the service says of an unknown model, whatever its status: <_>' -ForEach '422', '400' {
        Set-SandboxSwitch @{ unknown_model_status = $_ }
        $failure = { New-PhotaImage 'a fox' -BaseModel nb9 } | Should -Throw -ErrorId 'Phota.Validation,*' -PassThru
        $failure.Exception.StatusCode | Should -Be $_
        $failure.Exception.RequestId | Should -Be (Get-SandboxRequest).request_id
    }

    It 'shows in 80 columns what was made' {
        $lines = (New-PhotaImage 'a fox' | Out-String -Width 80) -split '\r?\n' | Where-Object { $_.Trim() }
        $lines[2] -replace '\e\[[\d;]*m' | Should -Match '^generate\s+a fox\s+\?\s+until \S'
        $lines | ForEach-Object { ($_ -replace '\e\[[\d;]*m').Length | Should -BeLessOrEqual 80; $_ | Should -Not -Match '…' }
    }
}
