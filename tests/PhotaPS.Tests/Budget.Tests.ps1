BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    Initialize-Operation
}

AfterAll { Stop-TestSandbox }

Describe 'A budget' {
    BeforeEach {
        Reset-Sandbox
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $files = New-TestPhoto $in (1..6 | ForEach-Object { "$_.jpg" })
    }

    It 'is a limit, and what is not sent can be piped in again' {
        $images = $files | Invoke-PhotaEnhance -Destination $out -MaxCost 0.30 -ErrorVariable failure -ErrorAction SilentlyContinue
        $images | Should -HaveCount 2
        (Get-SandboxBill).total | Should -Be 0.24
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.Budget,*'
        $failure[0].Exception.Message | Should -Match '^Budget of \$0\.30 reached; 4 inputs were not sent'
        $rest = $failure[0].TargetObject | Invoke-PhotaEnhance -Destination $out
        $rest | Should -HaveCount 4
        Get-Result $out | Should -HaveCount 6
    }

    It 'lets in what fits once dearer estimates are settled' {
        $null = Invoke-SandboxControl 'switches' -Method POST -Body @{ identity_in_output = 'none' }
        $profileId = (Invoke-SandboxControl 'profiles' -Method POST -Body @{}).profile_id
        $images = $files | Invoke-PhotaEnhance -ProfileId $profileId -ThrottleLimit 6 -MaxCost 0.75 -ErrorVariable failure -ErrorAction SilentlyContinue
        $images | Should -HaveCount 6
        (Get-SandboxBill).total | Should -Be 0.72
        $failure | Should -BeNullOrEmpty
    }

    It 'holds for a whole session' {
        $null = Connect-Phota (ConvertTo-SecureString 'sandbox-session' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri -MaxCost 0.36
        (Get-PhotaConnection).MaxCost | Should -Be 0.36
        $files[0..1] | Invoke-PhotaEnhance | Should -HaveCount 2
        $files[2..5] | Invoke-PhotaEnhance -ErrorVariable failure -ErrorAction SilentlyContinue | Should -HaveCount 1
        @($failure[0].TargetObject).Count | Should -Be 3
        $null = Connect-Phota (ConvertTo-SecureString 'sandbox-after' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
    }

    It 'holds for trainings too' {
        $null = Connect-Phota (ConvertTo-SecureString 'sandbox-training' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri -MaxCost 3
        $urls = 1..10 | ForEach-Object { "https://photos.example/$_.jpg" }
        New-PhotaProfile $urls | Should -HaveCount 1
        $failure = { New-PhotaProfile $urls -Tier Fast } | Should -Throw -ErrorId 'Phota.Budget,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be 'LimitsExceeded'
        $failure.Exception.Message | Should -BeLike 'Budget of $3.00 reached*'
        (Get-SandboxBill).total | Should -Be 2.9
        $null = Connect-Phota (ConvertTo-SecureString 'sandbox-after' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
    }

    It 'refuses what it cannot price, and says how to name a price' {
        'x' | New-PhotaImage -MaxCost 5 -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.Budget,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
        $failure[0].ErrorDetails.RecommendedAction | Should -Match 'Connect-Phota -Price'
        $plan = 'x' | New-PhotaImage -MaxCost 5 -WhatIf
        $plan[0].Action, $plan[0].Reason, $plan[1].Refused | Should -Be 'Refuse', "Phota.Budget: $($failure[0].Exception.Message)", 1
        try {
            $null = Connect-Phota (ConvertTo-SecureString 'sandbox-priced' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri -Price @{ generate = 0.10 }
            'x' | New-PhotaImage -MaxCost 5 | Should -HaveCount 1
        }
        finally { $null = Connect-Phota (ConvertTo-SecureString 'sandbox-after' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri }
    }

    It 'keeps what is paid when the credit is gone, and says how many remain' {
        $null = Invoke-SandboxControl 'credit' -Method POST -Body @{ amount = 0.30 }
        $images = [Collections.Generic.List[object]]::new()
        $failure = { $files | Invoke-PhotaEnhance -Destination $out -ThrottleLimit 1 | ForEach-Object { $images.Add($_) } } |
            Should -Throw -ErrorId 'Phota.InsufficientCredit,*' -PassThru
        $images | Should -HaveCount 2
        $images.FullName | ForEach-Object { $_ | Should -Exist }
        $failure.Exception.Message | Should -Match '4 inputs were not sent'
        $failure.TargetObject.FullName | Should -Be $files[2..5].FullName
        $null = Invoke-SandboxControl 'credit' -Method POST -Body @{ amount = 100 }
        $failure.TargetObject | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 4
    }

    It 'counts what may be paid for and brought nothing: <name>' -ForEach @(
        @{ name = 'jobs that the service has lost'; fault = @{ kind = 'job'; final = 'lost' } }
        @{ name = 'jobs that failed'; fault = @{ kind = 'job'; final = 'failed' }; refund = $true }
        @{ name = 'answers of the direct path that were cut'; fault = @{ kind = 'reset'; when = 'after_charge' }; options = @{ ResponseMode = 'Bytes' } }
    ) {
        Add-SandboxFault $fault -Times -1
        if (-not $options) { $options = @{} }
        $images = $files | Invoke-PhotaEnhance -Destination $out -MaxCost 0.12 @options -ErrorVariable failure -ErrorAction SilentlyContinue
        $images | Should -BeNullOrEmpty
        @(Get-SandboxRequest) | Should -HaveCount 1
        (Get-SandboxBill).total | Should -BeLessOrEqual 0.12
        @($failure.TargetObject) | Should -HaveCount 6
    }

    It 'does not count what is surely free: <name>' -ForEach @(
        @{ name = 'a refused request'; fault = @{ kind = 'respond'; status = 422 } }
        @{ name = 'what is found'; before = { $files[0..3] | Invoke-PhotaEnhance -Destination $out } }
        @{ name = 'what is fetched'; before = { $files[0..3] | Invoke-PhotaEnhance -Destination $out -Async } }
    ) {
        if ($before) { $null = & $before }
        if ($fault) { Add-SandboxFault $fault -Times 4 }
        $images = $files | Invoke-PhotaEnhance -Destination $out -MaxCost 0.24 -ThrottleLimit 1 -ErrorAction SilentlyContinue
        @($images | Where-Object Origin -EQ 'New') | Should -HaveCount 2
    }
}
