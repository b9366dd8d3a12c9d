BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $dog = Join-Path $Photos 'dog.jpg'
    $style = Join-Path $Photos 'harbour.jpeg'
}

AfterAll { Stop-TestSandbox }

Describe 'Invoke-PhotaEdit' {
    BeforeEach {
        Reset-Sandbox
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
    }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'sends every parameter' {
        $anna, $ben = 1..2 | ForEach-Object { New-SandboxProfile }
        $images = Invoke-PhotaEdit $dog 'a red scarf' -ProfileId $anna, $ben -Count 2 -AspectRatio 16:9 -Resolution 4k `
            -BaseModel GPT-image-2 -Quality High -OutputFormat Png -ResponseMode Urls `
            -Destination $out -RelativeTo $Photos -ThrottleLimit 1 -TimeoutSec 60
        $body = (Get-SandboxRequest).body
        $body.images.kind | Should -Be 'base64'
        $body.images.sha256 | Should -Be (Get-FileHash $dog).Hash
        $body.prompt | Should -Be 'a red scarf'
        $body.profile_ids | Should -Be $anna, $ben
        $body.num_output_images | Should -Be 2
        $body.aspect_ratio | Should -Be '16:9'
        $body.resolution | Should -BeExactly '4K'
        $body.base_model | Should -BeExactly 'gpt-image-2'
        $body.quality | Should -Be 'high'
        $body.output_format | Should -Be 'png'
        $body.response_mode | Should -Be 'urls'
        $body.PSObject.Properties.Name | Should -HaveCount 12
        $images.FullName | Should -Be (Join-Path $out 'dog.jpg.png'), (Join-Path $out 'dog.jpg.v2.png')
        $images[1].Prompt, $images[1].BaseModel, $images[1].Resolution, $images[1].ProfileId, $images[1].Variation |
            Should -Be 'a red scarf', 'gpt-image-2', '4K', "$anna,$ben", 2
        $images[1].KnownSubject | Should -Match "$anna=2"
    }

    It 'leaves to the service what is not chosen, and says always what format' {
        $null = Invoke-PhotaEdit -LiteralPath $dog -Prompt 'a red scarf'
        $body = (Get-SandboxRequest).body
        $body.PSObject.Properties.Name | Sort-Object | Should -Be 'async', 'client_request_id', 'images', 'num_output_images', 'output_format', 'prompt', 'response_mode'
        $body.output_format | Should -Be 'jpg'
    }

    It 'finds profiles named in the prompt' {
        $id = New-SandboxProfile
        $image = Invoke-PhotaEdit $dog "[[$id]] waves"
        $image.KnownSubject | Should -Be "$id=1"
        (Get-SandboxRequest).body.PSObject.Properties.Name | Should -Not -Contain 'profile_ids'
    }

    It 'takes the prompt first or last: <name>' -ForEach @(
        @{ name = 'by position'; run = { $dog | Invoke-PhotaEdit -Prompt 'snow' } }
        @{ name = 'by URL'; run = { Invoke-PhotaEdit -Uri https://images.example/dog.jpg -Prompt 'snow' } }
    ) {
        (& $run).Prompt | Should -Be 'snow'
        (Get-SandboxRequest).body.prompt | Should -Be 'snow'
    }

    It 'cannot do without a prompt' {
        { Invoke-PhotaEdit $dog } | Should -Throw '*no prompt*' -ErrorId 'Phota.Validation,*'
        { Invoke-PhotaEdit $dog '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'saves bytes that come inside the answer' {
        $image = Invoke-PhotaEdit $dog 'snow' -ResponseMode Bytes -Destination $out
        (Get-SandboxRequest).body.response_mode | Should -Be 'bytes'
        $image.DownloadUri | Should -BeNullOrEmpty
        (Get-FileHash -LiteralPath $image.FullName).Hash | Should -Be $image.Sha256
        Get-SandboxRequest -Method GET | Should -BeNullOrEmpty
    }

    It 'overwrites a result only with -Force' {
        $null = Invoke-PhotaEdit $dog 'snow' -Destination $out
        { Invoke-PhotaEdit $dog 'rain' -Destination $out } | Should -Throw -ErrorId 'Phota.OutputFile,*'
        (Invoke-PhotaEdit $dog 'rain' -Destination $out -Force).FullName | Should -Be (Join-Path $out 'dog.jpg')
        (Get-SandboxRequest).body.prompt | Should -Be 'snow', 'rain'
    }

    It 'knows no price that is not published' {
        (Invoke-PhotaEdit $dog 'snow').EstimatedCost | Should -BeNullOrEmpty
        (Get-SandboxBill).total | Should -BeGreaterThan 0
    }
}

Describe '-AdditionalImage of Invoke-PhotaEdit' {
    BeforeEach { Reset-Sandbox }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'adds files, URLs and results to every request, ten inputs in all' {
        $result = Invoke-PhotaEnhance $dog
        $more = @(
            $style, (Join-Path $Photos 'my photo [1].jpg'), 'https://images.example/a.jpg', [uri]'https://images.example/b.jpg',
            (Get-Item -LiteralPath (Join-Path $Photos 'my photo [1].jpg')), $result, $style, $style, $style
        )
        $images = Get-ChildItem $Photos/dog.* | Invoke-PhotaEdit -Prompt 'all in one' -AdditionalImage $more
        $images | Should -HaveCount 2
        foreach ($body in (Get-SandboxRequest '/v1/phota/edit').body) {
            $body.images | Should -HaveCount 10
            $body.images.kind | Should -Be 'base64', 'base64', 'base64', 'url', 'url', 'base64', 'url', 'base64', 'base64', 'base64'
            $body.images[1].sha256 | Should -Be (Get-FileHash $style).Hash
            $body.images[2].sha256 | Should -Be $body.images[5].sha256
            $body.images[3].url, $body.images[4].url | Should -Be 'https://images.example/a.jpg', 'https://images.example/b.jpg'
            $body.images[6].url | Should -Be $result.DownloadUri.AbsoluteUri
        }
        Compare-Object $images.Source (Get-ChildItem $Photos/dog.*).FullName | Should -BeNullOrEmpty
    }

    It 'refuses an eleventh before anything is sent, naming the rule and its page' {
        { Invoke-PhotaEdit $dog 'x' -AdditionalImage (@($style) * 10) } |
            Should -Throw '*11 photos*at most 10*api/studio/edit*' -ErrorId 'Phota.Validation,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'stops at one that cannot be read, before anything is sent' {
        $failure = { Get-ChildItem $Photos | Invoke-PhotaEdit -Prompt x -AdditionalImage $style, missing.jpg } |
            Should -Throw '*missing.jpg*does not exist*' -ErrorId 'Phota.InputFile,*' -PassThru
        $failure.TargetObject | Should -Be 'missing.jpg'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'refuses what names no image' {
        { Invoke-PhotaEdit $dog 'x' -AdditionalImage 7 } | Should -Throw '*Int32 names no image*'
    }
}

Describe 'Impossible choices of Invoke-PhotaEdit' {
    BeforeEach { Reset-Sandbox }

    AfterEach { (Invoke-SandboxControl 'verdicts').verdicts | Should -BeNullOrEmpty }

    It 'are refused once for all photos, before the first is sent' {
        $failure = { Get-ChildItem $Photos | Invoke-PhotaEdit -Prompt x -BaseModel reve -Resolution 4K } |
            Should -Throw '*reve*4K*1K*guides/base-models*' -ErrorId 'Phota.Validation,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'of the parameters themselves are refused: <name>' -ForEach @(
        @{ name = 'no image'; given = @{ Count = 0 } }
        @{ name = 'too many images'; given = @{ Count = 1001 } }
        @{ name = 'an aspect ratio'; given = @{ AspectRatio = '2:1' } }
        @{ name = 'a resolution'; given = @{ Resolution = '8K' } }
        @{ name = 'a quality'; given = @{ Quality = 'best' } }
        @{ name = 'a format'; given = @{ OutputFormat = 'webp' } }
    ) {
        { Invoke-PhotaEdit $dog 'x' @given } | Should -Throw "*$($given.Keys)*"
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'of how and where to are refused: <words>' -ForEach @(
        @{ given = @{ Async = $true; ResponseMode = 'Bytes' }; words = '*-Async*-ResponseMode Bytes*' }
        @{ given = @{ CallbackUri = 'https://me.example/hook' }; words = '*-CallbackUri*-Async*' }
        @{ given = @{ ResponseMode = 'Bytes' }; words = '*-ResponseMode Bytes*-Destination*' }
    ) {
        { Invoke-PhotaEdit $dog 'x' @given } | Should -Throw $words -ErrorId 'Phota.Validation,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }
}

Describe '-AdditionalBody of Invoke-PhotaEdit' {
    BeforeEach { Reset-Sandbox }

    It 'adds fields that are newer than the module' {
        Invoke-PhotaEdit $dog 'x' -AdditionalBody @{ style_strength = 3 } | Should -HaveCount 1
        $body = (Get-SandboxRequest).body
        $body.style_strength | Should -Be 3
        # The sandbox knows no such field, and says so.
        (Invoke-SandboxControl 'verdicts').verdicts.rule | Should -Be 'unknown_field'
        Invoke-SandboxControl 'reset' -Method POST | Out-Null
    }

    It 'may not hold <_>, which a parameter owns' -ForEach 'num_output_images', 'client_request_id', 'images', 'prompt', 'quality', 'resolution', 'base_model', 'async', 'callback_url' {
        { $dog, $dog | Invoke-PhotaEdit -Prompt 'x' -AdditionalBody @{ $_ = 4 } } | Should -Throw "*'$_'*parameter of its own*" -ErrorId 'Phota.Validation,*'
        (Invoke-SandboxControl 'requests').requests | Should -BeNullOrEmpty
    }
}

Describe 'Completion of Invoke-PhotaEdit' {
    BeforeEach { Reset-Sandbox }

    It 'knows every closed set, without a request' {
        function Complete([string]$Line) { @((TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText) }
        Complete 'Invoke-PhotaEdit a.jpg x -AspectRatio ' | Should -Be '1:1', '16:9', '3:4', '4:3', '9:16', 'auto'
        Complete 'Invoke-PhotaEdit a.jpg x -Resolution ' | Should -Be '1K', '2K', '4K'
        Complete 'Invoke-PhotaEdit a.jpg x -Quality ' | Should -Be 'auto', 'high', 'low', 'medium'
        Complete 'Invoke-PhotaEdit a.jpg x -OutputFormat ' | Should -Be 'Jpg', 'Png'
        Complete 'Invoke-PhotaEdit a.jpg x -ResponseMode ' | Should -Be 'Bytes', 'Urls'
        Complete 'Invoke-PhotaEdit a.jpg x -BaseModel g' | Should -Be 'gpt-image-2'
        (Invoke-SandboxControl 'requests').requests | Should -BeNullOrEmpty
    }
}
