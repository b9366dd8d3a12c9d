BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $dog = Join-Path $Photos 'dog.jpg'

    # What a person is asked who answers no: asked in a pwsh of its own, because only a host can ask, and not in a build.
    function Get-Question([string]$Command) {
        $script = "
            Remove-Item Env:CI, Env:GITHUB_ACTIONS, Env:TF_BUILD -ErrorAction Ignore
            Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
            `$null = Connect-Phota (ConvertTo-SecureString sandbox-confirm -AsPlainText -Force) -BaseUri '$($Sandbox.BaseUri)'
            `$image = [Phota.PhotaImage]@{ Operation = 'enhance'; Source = '$dog'; DownloadUri = 'https://pictures.example/a.jpg' }
            $Command"
        ('n' | Invoke-ChildPwsh -NoProfile -Command $script 2>&1 | Out-String) -replace '\s+', ' '
    }
}

AfterAll { Stop-TestSandbox }

Describe 'Whoever answers no' {
    BeforeEach { Reset-Sandbox }

    It 'was told <words>, and nothing happens: <command>' -ForEach @(
        @{ command = 'Invoke-PhotaEnhance $image.Source -Count 3 -Confirm'; words = 'enhance: 3 images, at most $0.36' }
        @{ command = 'Invoke-PhotaEnhance $image.Source -ProfileId abc -Confirm'; words = 'enhance: 1 image, at most $0.15' }
        @{ command = 'Invoke-PhotaRemix $image.Source $image.Source -Async -Confirm'; words = 'remix: 1 image, at most $0.12' }
        @{ command = 'Invoke-PhotaEdit $image.Source snow -Count 2 -Confirm'; words = 'edit: 2 images, price not published' }
        @{ command = 'New-PhotaImage "a fox" -Confirm'; words = 'generate: 1 image, price not published' }
        @{ command = 'New-PhotaProfile (1..10 | ForEach-Object { "https://pictures.example/$_.jpg" }) -Confirm'; words = 'train a Standard profile, $2.90' }
        @{ command = 'Remove-PhotaProfile abc'; words = 'delete the profile and all its data for good' }
        @{ command = 'Save-PhotaProfilePicture abc out-confirm -Confirm'; words = 'save its picture' }
        @{ command = '$image | Save-PhotaImage out-confirm -Confirm'; words = 'save' }
    ) {
        $question = Get-Question $command
        $question | Should -Match ([regex]::Escape("Performing the operation `"$words"))
        (Invoke-SandboxControl 'requests').requests | Should -BeNullOrEmpty
        'out-confirm' | Should -Not -Exist
    }
}
