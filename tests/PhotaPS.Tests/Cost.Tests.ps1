BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
}

AfterAll { Stop-TestSandbox }

Describe 'A priced plan' {
    BeforeEach {
        Reset-Sandbox
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $null = New-TestPhoto $in 'a.jpg', 'b.jpg', 'dog.png'
    }

    It 'is what -WhatIf emits, one object a request and a total, and nothing is sent' {
        Set-Content "$in/text.jpg" 'no image'
        $plans = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Count 2 -ProfileId abc -WhatIf
        $total = $plans[-1]
        $sent = $plans | Where-Object Action -eq 'Submit'
        $sent | Should -HaveCount 3
        $sent[0].UnitPrice | Should -Be 0.15
        $sent[0].EstimatedCost | Should -Be 0.30
        $sent[0].Path | Should -Be "$(Join-Path $out 'a.jpg');$(Join-Path $out 'a.v2.jpg')"
        $refused = $plans | Where-Object Action -eq 'Refuse'
        $refused.Source | Should -Be (Join-Path $in 'text.jpg')
        $refused.Reason | Should -Match '^Phota\.InputFile: '
        $total | Should -BeOfType ([Phota.PhotaPlanTotal])
        $total.Requests, $total.Images, $total.TotalCost, $total.Unpriced, $total.Refused | Should -Be 3, 6, 0.90, 0, 1
        Get-SandboxRequest | Should -BeNullOrEmpty
        $out | Should -Not -Exist
    }

    It 'finds collisions, existing results and impossible combinations' {
        $null = New-TestPhoto "$in/deep" 'a.jpg'
        $null = New-Item $out -ItemType Directory
        Set-Content "$out/b.jpg" 'mine'
        $plans = Get-ChildItem $in -Recurse -File | Invoke-PhotaEnhance -Destination $out -WhatIf
        ($plans | Where-Object Action -eq 'Refuse').Reason -join "`n" | Should -Match '(?s)both be.*is not a result of this destination|is not a result of this destination.*both be'
        $plan = "$in/a.jpg" | Invoke-PhotaEdit -Prompt x -BaseModel flux-2 -Resolution 4K -WhatIf
        $plan[0].Reason | Should -Match 'flux-2 makes no images at 4K'
    }

    It 'says that a price is not published' {
        $plans = 'a lighthouse' | New-PhotaImage -WhatIf
        $plans[0].EstimatedCost | Should -BeNullOrEmpty
        $plans[1].Unpriced | Should -Be 1
    }

    It 'needs no key' {
        $connection = Get-PhotaConnection
        $module = Join-Path $Root 'out/PhotaPS/PhotaPS.psd1'
        $photo = "$in/a.jpg"
        $cost = 1 | ForEach-Object -Parallel { Import-Module $using:module; (Invoke-PhotaEnhance $using:photo -WhatIf)[0].EstimatedCost }
        $cost | Should -Be 0.12
        Get-PhotaConnection | Should -Be $connection
    }

    It 'heeds $WhatIfPreference' {
        $WhatIfPreference = $true
        try { (Invoke-PhotaEnhance "$in/a.jpg").Count | Should -Be 2 } finally { $WhatIfPreference = $false }
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'takes prices of the user''s own' {
        $connection = Get-PhotaConnection
        try {
            $null = Connect-Phota (ConvertTo-SecureString 'sandbox-own' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri -Price @{
                edit = 0.09; 'edit/nb2/4K' = @{ Plain = 0.18; WithIdentity = 0.2 }
            }
            (Invoke-PhotaEdit "$in/a.jpg" -Prompt x -WhatIf)[0].EstimatedCost | Should -Be 0.09
            (Invoke-PhotaEdit "$in/a.jpg" -Prompt x -Resolution 4K -WhatIf)[0].EstimatedCost | Should -Be 0.18
            (Invoke-PhotaEdit "$in/a.jpg" -Prompt x -Resolution 4K -ProfileId p -WhatIf)[0].EstimatedCost | Should -Be 0.2
            (Invoke-PhotaEnhance "$in/a.jpg" -WhatIf)[0].EstimatedCost | Should -Be 0.12
            { Connect-Phota (ConvertTo-SecureString 'sandbox-own' -AsPlainText -Force) -Price @{ edit = 'dear' } } | Should -Throw '*dear*'
        }
        finally { $null = Connect-Phota (ConvertTo-SecureString 'sandbox-again' -AsPlainText -Force) -BaseUri $Sandbox.BaseUri }
    }
}

Describe 'Measure-PhotaCost' {
    BeforeAll {
        Reset-Sandbox
        $photo = Join-Path $Photos 'dog.jpg'
        $images = @($photo | Invoke-PhotaEnhance -Count 2) + @($photo | Invoke-PhotaRemix -ReferenceImage $photo) + @('x' | New-PhotaImage)
    }

    It 'totals results' {
        $total = $images | Measure-PhotaCost
        $total.Images, $total.Cost, $total.Unpriced | Should -Be 4, 0.36, 1
    }

    It 'groups by <by>' -ForEach @(
        @{ by = 'Operation'; names = 'enhance', 'generate', 'remix' }
        @{ by = 'BaseModel'; names = 'nb2' }
        @{ by = 'ProfileId'; names = '(none)' }
        @{ by = 'Day'; names = [DateTime]::UtcNow.ToString('yyyy-MM-dd') }
    ) {
        $totals = $images | Measure-PhotaCost $by
        $totals.Name | Should -Be $names
        ($totals | Measure-Object Cost -Sum).Sum | Should -Be 0.36
    }

    It 'totals a receipt and a plan' {
        $images | Export-Csv "$TestDrive/receipt.csv"
        (Import-Csv "$TestDrive/receipt.csv" | Measure-PhotaCost).Cost | Should -Be 0.36
        $plan = $photo | Invoke-PhotaEnhance -Count 3 -WhatIf | Measure-PhotaCost
        $plan.Images, $plan.Cost | Should -Be 3, 0.36
    }

    It 'reads the amounts of a receipt, whatever the decimal separator of its writer: <_>' -ForEach ',', ([string][char]0x066B), '.' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            $other = [cultureinfo]::InvariantCulture.Clone()
            $other.NumberFormat.NumberDecimalSeparator, $other.NumberFormat.NumberGroupSeparator = $_, "'"
            $other.DateTimeFormat.ShortDatePattern = 'dd.MM.yyyy'
            [cultureinfo]::CurrentCulture = $other
            $row = [Phota.PhotaImage]@{ Operation = 'enhance'; EstimatedCost = 0.12; CreatedAt = '2026-02-01T10:00:00Z' } | ConvertTo-Csv
            $row[1] | Should -Match "`"0$([regex]::Escape($_))12`".*`"01\.02\.2026"
            $total = $row | ConvertFrom-Csv | Measure-PhotaCost Day
            $total.Name, $total.Cost | Should -Be '2026-02-01', 0.12
            foreach ($reader in '.', ',') {
                $elsewhere = [cultureinfo]::InvariantCulture.Clone()
                $elsewhere.NumberFormat.NumberDecimalSeparator, $elsewhere.NumberFormat.NumberGroupSeparator = $reader, ($reader -eq '.' ? ',' : '.')
                [cultureinfo]::CurrentCulture = $elsewhere
                ($row | ConvertFrom-Csv | Measure-PhotaCost).Cost | Should -Be 0.12
            }
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }

    It 'counts an image once, whatever mixture of jobs, images and rows comes' {
        $in, $out = "$TestDrive/mixture", "$TestDrive/mixture-out"
        $null = New-TestPhoto $in 'a.jpg', 'b.jpg', 'c.jpg'
        $jobs = @(Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Async -Count 2)
        $only = $jobs | Measure-PhotaCost
        $only.Images, $only.Cost, $only.Unpriced | Should -Be 6, 0, 6

        $made = @(Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Count 2)
        $again = @(Get-ChildItem $in | Invoke-PhotaEnhance -Destination $out -Count 2)
        $edited = @(Invoke-PhotaEdit "$in/a.jpg" snow)
        $elsewhere = @(Invoke-PhotaEnhance "$in/a.jpg" -Async | Wait-PhotaJob | Receive-PhotaJob)
        $saved = @($elsewhere | Save-PhotaImage "$TestDrive/mixture-saved")
        $failed = [Phota.PhotaJob]@{ JobId = 'failed'; Status = 'Failed' }
        $all = $jobs + $made + $again + $edited + $elsewhere + $saved + $failed
        $rows = @($jobs | ConvertTo-Csv | ConvertFrom-Csv) + @($made + $again + $edited + $saved | ConvertTo-Csv | ConvertFrom-Csv)
        foreach ($mixture in $all, $rows, ($all + $rows), ($rows[-1..-$rows.Count] + $all[-1..-$all.Count])) {
            $total = $mixture | Measure-PhotaCost
            $total.Images, $total.Cost, $total.Unpriced | Should -Be 8, 0.84, 1
        }

        ($again + $jobs | Measure-PhotaCost).Unpriced | Should -Be 6 -Because 'that they were told of before is not what they cost'
        (Measure-PhotaCost -Destination $out).Images | Should -Be 6
        $page = Get-Content -Raw ($rows + $all | Where-Object { $_.Operation -and $_.PSObject.Properties['Variation'] } | Export-PhotaReport "$TestDrive/mixture.html" -Reference)
        $page | Should -Match '<dt>images</dt><dd>8</dd>'
        $page | Should -Match '<dt>estimated cost</dt><dd>\$0\.84</dd></div>\s*<div><dt>unpriced</dt><dd>1</dd>'
    }

    It 'counts images with a recognised profile at their own rate' {
        $profileId = (Invoke-SandboxControl 'profiles' -Method POST -Body @{}).profile_id
        $paid = $photo | Invoke-PhotaEnhance -ProfileId $profileId -Count 2
        $paid.EstimatedCost | Should -Be 0.15, 0.15
        $paid[0].KnownSubject | Should -Be "$profileId=2"
        (Get-SandboxBill).entries[-1].amount | Should -Be 0.30
    }
}
