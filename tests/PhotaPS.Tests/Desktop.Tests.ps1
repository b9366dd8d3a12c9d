# The main jobs, in words that Windows PowerShell 5.1 understands too: there it is run with ConflictingModule.Tests.ps1.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $in = Join-Path $TestDrive 'in'
    $photos = New-TestPhoto $in "it's [1].jpg", "J$([char]0xFC)rgen.png"
    function New-Folder { Join-Path $TestDrive ([guid]::NewGuid()) }
}

AfterAll { Stop-TestSandbox }

Describe 'In every PowerShell the module' {
    BeforeEach { Reset-Sandbox }

    It 'is the one that was built for it' {
        $folder = if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'net472' }
        Split-Path (Split-Path (Get-Command Invoke-PhotaEnhance).DLL) -Leaf | Should -Be $folder
    }

    It 'saves images that come as <_>' -ForEach 'Urls', 'Bytes' {
        $out = New-Folder
        $images = $photos | Invoke-PhotaEnhance -Destination $out -ResponseMode $_
        $images | Should -HaveCount 2
        foreach ($image in $images) { (Get-FileHash -LiteralPath $image.FullName).Hash | Should -Be $image.Sha256 }
        (Get-ChildItem -LiteralPath $out -Filter *.jpg).Name | Sort-Object | Should -Be (@("it's [1].jpg", "J$([char]0xFC)rgen.png.jpg") | Sort-Object)
    }

    It 'takes its images from jobs' {
        $out = New-Folder
        $images = $photos | Invoke-PhotaEdit -Prompt 'warmer' -Async | Wait-PhotaJob | Receive-PhotaJob | Save-PhotaImage $out
        $images | Should -HaveCount 2
        (Get-ChildItem -LiteralPath $out).Count | Should -Be 2
    }

    It 'pays once for a run that is run again' {
        $out = New-Folder
        1..2 | ForEach-Object { $photos | Invoke-PhotaEnhance -Destination $out } | Should -HaveCount 4
        @((Get-SandboxBill).entries) | Should -HaveCount 2
    }

    It 'goes on after a photo that fails, and says which it was' {
        Add-SandboxFault @{ kind = 'moderation' }
        $images = $photos | Invoke-PhotaEnhance -Destination (New-Folder) -ThrottleLimit 1 -ErrorVariable failure -ErrorAction SilentlyContinue
        @($images) | Should -HaveCount 1
        @($failure).FullyQualifiedErrorId | Should -Be 'Phota.Moderation,PhotaPS.InvokePhotaEnhanceCommand'
        $failure[0].TargetObject | Should -Be $photos[0].FullName
    }

    It 'follows a profile until it is trained' {
        $urls = 1..10 | ForEach-Object { New-Object uri $Sandbox.BaseUri, "/sandbox/photos/$_.jpg" }
        $person = $urls | New-PhotaProfile -Tag 'anna' -Wait -PollIntervalSec 1
        (Get-PhotaProfile $person.ProfileId).Status | Should -Be 'Ready'
    }

    It 'shows no key' {
        $plain = "sandbox-$([guid]::NewGuid())"
        $connection = Connect-Phota (ConvertTo-SecureString $plain -AsPlainText -Force) -BaseUri $Sandbox.BaseUri
        ($connection | Format-List * | Out-String) + ($connection | ConvertTo-Json) | Should -Not -Match $plain
    }

    It 'lets itself be removed' {
        $module = Join-Path $Root 'out/PhotaPS/PhotaPS.psd1'
        Invoke-ChildPwsh -NoProfile -NonInteractive -Command "
            Import-Module '$module'
            Remove-Module PhotaPS
            @(Get-Command -Module PhotaPS).Count" | Should -Be 0
    }
}
