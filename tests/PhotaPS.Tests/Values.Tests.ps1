# Values that look right and are not: each is an error before anything is sent.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $key = ConvertTo-SecureString 'sandbox-values' -AsPlainText -Force
    $in = Join-Path $TestDrive 'in'
    $null = New-TestPhoto $in 'photo [1].jpg', 'dog.jpg'
    Push-Location $in

    # The error of a command that must send nothing, whether it ends the command or is written.
    function Get-Failure([scriptblock]$Command) {
        $ErrorActionPreference = 'Continue'
        $failure = try { & $Command 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } } catch { $_ }
        $failure | Should -HaveCount 1
        (Invoke-SandboxControl 'requests').requests | Should -BeNullOrEmpty
        $failure
    }
}

AfterAll {
    Pop-Location
    Stop-TestSandbox
}

Describe 'A photo that is not where it is said to be' {
    It 'is an error that names it: <name>' -ForEach @(
        @{ name = 'a literal name that is no file'; command = { Invoke-PhotaEnhance -LiteralPath 'photo [2].jpg' }; words = 'photo \[2\]\.jpg.* does not exist'; action = 'readable' }
        @{ name = 'a name without wildcards'; command = { Invoke-PhotaEnhance 'nothing.jpg' }; words = 'nothing\.jpg.* does not exist'; action = 'readable' }
        @{ name = 'a file whose brackets match nothing'; command = { Invoke-PhotaEnhance 'photo [1].jpg' }; words = 'photo \[1\]\.jpg.* matches no file'; action = '-LiteralPath' }
        @{ name = 'the same, to be shown'; command = { Show-PhotaImage 'photo [1].jpg' }; words = 'matches no file'; action = '-LiteralPath' }
        @{ name = 'a URL as a path'; command = { Invoke-PhotaEnhance 'https://photos.example/a.jpg?signature=1' }; words = '^''https://photos\.example/a\.jpg'' is a URL'; action = '-Uri' }
        @{ name = 'a URL as a literal path'; command = { Invoke-PhotaEnhance -LiteralPath 'HTTP://photos.example/a.jpg' }; words = 'is a URL'; action = '-Uri' }
        @{ name = 'a path as a URL'; command = { Invoke-PhotaEnhance -Uri './dog.jpg' }; words = 'not an http or https URL'; action = 'parameter' }
    ) {
        $failure = Get-Failure $command
        $failure.Exception.Message | Should -Match $words
        $failure.ErrorDetails.RecommendedAction | Should -Match $action
    }

    It 'is the same in a plan' {
        $plan = Invoke-PhotaEnhance -LiteralPath 'photo [2].jpg' -WhatIf
        $plan[0].Action, $plan[1].Refused | Should -Be 'Refuse', 1
    }

    It 'is nothing where wildcards match nothing, as with Get-Item' {
        Invoke-PhotaEnhance '*.webp' | Should -BeNullOrEmpty
        Invoke-PhotaEnhance 'photo [2].jpg' | Should -BeNullOrEmpty
        Get-Item 'photo [2].jpg' | Should -BeNullOrEmpty
    }
}

Describe 'A ledger that is not there' {
    It 'is an error: <name>' -ForEach @(
        @{ name = 'to measure in no folder'; command = { Measure-PhotaCost -Destination ./nowhere } }
        @{ name = 'to measure in a folder without one'; command = { Measure-PhotaCost -Destination . } }
        @{ name = 'to report on'; command = { Export-PhotaReport ./report.html -Destination ./nowhere } }
    ) {
        $failure = Get-Failure $command
        $failure.FullyQualifiedErrorId | Should -BeLike 'Phota.NotFound,*'
        $failure.ErrorDetails.RecommendedAction | Should -Match '-Destination'
        './nowhere' | Should -Not -Exist
        './report.html' | Should -Not -Exist
    }
}

Describe 'An amount' {
    It 'with a comma is refused: <name>' -ForEach @(
        @{ name = '-MaxCost in quotes'; command = { Invoke-PhotaEnhance dog.jpg -MaxCost '0,50' } }
        @{ name = '-MaxCost without'; command = { Invoke-PhotaEnhance dog.jpg -MaxCost 0,50 } }
        @{ name = '-ConfirmAbove'; command = { Invoke-PhotaEnhance dog.jpg -ConfirmAbove '0,50' } }
        @{ name = 'of a session'; command = { Connect-Phota $key -BaseUri $Sandbox.BaseUri -MaxCost '0,50' } }
        @{ name = 'in -Price'; command = { Connect-Phota $key -BaseUri $Sandbox.BaseUri -Price @{ edit = '0,09' } } }
        @{ name = 'in -Price without quotes'; command = { Connect-Phota $key -BaseUri $Sandbox.BaseUri -Price @{ edit = @{ Plain = 0, 09; WithIdentity = 0.12 } } } }
    ) {
        (Get-Failure $command).Exception.Message | Should -Match 'has a comma; write the amount in US dollars with a point'
    }

    It 'is one at all: <name>' -ForEach @(
        @{ name = 'below nothing'; command = { Invoke-PhotaEnhance dog.jpg -MaxCost -1 } }
        @{ name = 'a word'; command = { Invoke-PhotaEnhance dog.jpg -MaxCost much } }
    ) {
        (Get-Failure $command).FullyQualifiedErrorId | Should -Match '^(ParameterArgumentValidationError|CannotConvertArgument|ParameterArgumentTransformationError)'
    }
}

Describe 'A price' {
    It 'for nothing is refused, and the nearest name is told: <name>' -ForEach @(
        @{ name = 'enhence'; words = 'no operation ''enhence''; did you mean enhance\?' }
        @{ name = 'genrate/nb2'; words = 'no operation ''genrate''; did you mean generate\?' }
        @{ name = 'upscale'; words = 'no operation ''upscale''; there are enhance, edit' }
        @{ name = 'edit/gpt-image2'; words = 'no model ''gpt-image2''; did you mean gpt-image-2\?' }
        @{ name = 'edit/qwn-image-2/1K'; words = 'no model ''qwn-image-2''; did you mean qwen-image-2\?' }
        @{ name = 'edit/nb2/8K'; words = 'no resolution ''8K''; there are 1K, 2K, 4K' }
        @{ name = 'edit/nb2/4K/high'; words = 'too many parts' }
        @{ name = 'edit'; value = @{ Plian = 0.1; WithIdentity = 0.2 }; words = 'no rate ''Plian''; did you mean Plain\?' }
        @{ name = 'edit'; value = @{ Plain = 0.1 }; words = 'not an amount' }
    ) {
        $failure = Get-Failure { Connect-Phota $key -BaseUri $Sandbox.BaseUri -Price @{ $name = $value ?? 0.09 } }
        $failure.Exception.Message | Should -Match $words
        $failure.FullyQualifiedErrorId | Should -BeLike 'Phota.Validation,*'
    }

    It 'for a model that this version does not know is taken' {
        try {
            $null = Connect-Phota $key -BaseUri $Sandbox.BaseUri -Price @{ 'edit/nb3/4K' = 0.3; 'GENERATE/Reve' = 0.05 }
            (Invoke-PhotaEdit dog.jpg snow -BaseModel nb3 -Resolution 4K -WhatIf)[0].EstimatedCost | Should -Be 0.3
            (New-PhotaImage 'a fox' -BaseModel reve -WhatIf)[0].EstimatedCost | Should -Be 0.05
        }
        finally { $null = Connect-Phota $key -BaseUri $Sandbox.BaseUri }
    }
}

Describe 'An endpoint or a time' {
    It 'that cannot work is refused: <name>' -ForEach @(
        @{ name = 'a path'; command = { Connect-Phota $key -BaseUri "$($Sandbox.BaseUri)proxy/phota" }; words = 'more than a host' }
        @{ name = 'a query'; command = { Connect-Phota $key -BaseUri "$($Sandbox.BaseUri)?tenant=1" }; words = 'more than a host' }
        @{ name = 'no scheme'; command = { Connect-Phota $key -BaseUri 'api.photalabs.com' }; words = 'refused' }
        @{ name = 'a session of 68 years'; command = { Connect-Phota $key -TimeoutSec ([int]::MaxValue) }; words = 'greater than the maximum allowed range' }
        @{ name = 'a photo of 68 years'; command = { Invoke-PhotaEnhance dog.jpg -TimeoutSec ([int]::MaxValue) }; words = 'greater than the maximum allowed range' }
        @{ name = 'a job of 68 years'; command = { Wait-PhotaJob 1 -TimeoutSec ([int]::MaxValue) }; words = 'greater than the maximum allowed range' }
        @{ name = 'a training of 68 years'; command = { Wait-PhotaProfile 1 -TimeoutSec ([int]::MaxValue) }; words = 'greater than the maximum allowed range' }
    ) {
        (Get-Failure $command).Exception.Message | Should -Match $words
    }

    It 'that is as long as can be works' {
        Invoke-PhotaEnhance dog.jpg -TimeoutSec 2000000 | Should -HaveCount 1
        Reset-Sandbox
    }
}
