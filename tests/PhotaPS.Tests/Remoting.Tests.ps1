# Objects that come back from another process, by Invoke-Command -HostName, Start-Job or Import-Clixml: they have properties and no type.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox

    function ConvertTo-Remote([Parameter(ValueFromPipeline)]$InputObject) {
        process { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($InputObject, 1)) }
    }

    function Get-Text($Objects) { ($Objects | Format-Table | Out-String -Width 120) + ($Objects | Format-List | Out-String -Width 120) }
}

AfterAll { Stop-TestSandbox }

Describe 'A remote <kind>' -ForEach @(
    @{ kind = 'image'; make = { Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination $out } }
    @{ kind = 'image at its URL'; make = { New-PhotaImage 'a fox' -Count 2 } }
    @{ kind = 'job'; make = { Invoke-PhotaEnhance "$Photos/dog.jpg" -Async | Wait-PhotaJob } }
    @{ kind = 'profile'; make = { $null = New-SandboxProfile; Get-PhotaProfile } }
    @{ kind = 'plan'; make = { Invoke-PhotaEnhance "$Photos/dog.jpg", "$Photos/none.jpg" -Destination $out -WhatIf } }
    @{ kind = 'cost'; make = { New-PhotaImage 'a fox' | Measure-PhotaCost } }
    @{ kind = 'verdict'; make = { Test-PhotaCallback -Body '{}' -Signature 'none' -Secret (ConvertTo-SecureString 'secret' -AsPlainText -Force) } }
) {
    It 'is shown as what it was' {
        Reset-Sandbox
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $made = @(& $make 6> $null)
        $remote = @($made | ConvertTo-Remote)
        $remote[0].PSTypeNames[0] | Should -BeLike 'Deserialized.*'
        Get-Text $remote | Should -BeExactly (Get-Text $made)
    }
}

Describe 'Remote images' {
    BeforeAll {
        Reset-Sandbox
        $out = Join-Path $TestDrive 'out'
        $made = @(Get-ChildItem "$Photos/dog.jpg", "$Photos/Jürgen's Geburtstag.jpg" | Invoke-PhotaEnhance -Destination $out)
        $atUrl = New-PhotaImage 'a fox'
        $remote = @(@($made) + $atUrl | ConvertTo-Remote)
        $charges = @(Get-Charge).Count
    }

    AfterAll { @(Get-Charge) | Should -HaveCount $charges }

    It 'are saved, and those that are saved already pass through' {
        $found = @(Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination $out | ConvertTo-Remote)
        $found[0].DownloadUri | Should -BeNullOrEmpty
        $saved = @($remote + $found | Save-PhotaImage $out)
        $saved.FullName | Sort-Object -Unique | Should -HaveCount 3
        $saved | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash | Should -Be $_.Sha256 }
        # What they cost was told by the process that made them.
        ($saved | Measure-Object EstimatedCost -Sum).Sum | Should -Be 0
        @(Get-Result $out) | Should -HaveCount 3
    }

    It 'are measured' {
        $total = $remote | Measure-PhotaCost
        $total.Images, $total.Cost, $total.Unpriced | Should -Be 3, ($made | Measure-Object EstimatedCost -Sum).Sum, 1
    }

    It 'are reported' {
        $page = $remote | Export-PhotaReport (Join-Path $TestDrive 'report.html')
        Get-Content $page -Raw | Should -Match 'dog\.jpg'
    }

    It 'go on into the next operation' {
        ($remote[0] | Invoke-PhotaEdit -Prompt rain -Destination (Join-Path $TestDrive 'rain') -WhatIf 6> $null)[0].Source | Should -Be $made[0].Source
    }
}

Describe 'Remote jobs' {
    It 'are waited for, received and measured' {
        Reset-Sandbox
        $job = Get-ChildItem "$Photos/dog.jpg", "$Photos/Jürgen's Geburtstag.jpg" | Invoke-PhotaEnhance -Async | ConvertTo-Remote
        ($job | Measure-PhotaCost).Images | Should -Be 2
        $done = @($job | Wait-PhotaJob | ConvertTo-Remote)
        $done.Status | Should -Be 'Succeeded', 'Succeeded'
        $images = @($done | Receive-PhotaJob | ConvertTo-Remote | Save-PhotaImage (Join-Path $TestDrive 'received'))
        $images.Name | Sort-Object | Should -Be 'dog.jpg', "Jürgen's Geburtstag.jpg"
        @(Get-Charge) | Should -HaveCount 2
    }
}
