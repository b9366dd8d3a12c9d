BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Shell.ps1
    $null = Start-TestSandbox
    $image = [Phota.PhotaImage]@{ Operation = 'enhance'; Source = Join-Path $Photos 'dog.jpg'; DownloadUri = 'https://images.example/a.jpg' }

    # What a person is asked who answers no.
    function Get-Question([string]$Command) {
        $no = 2
        $shell = New-Shell
        try {
            Start-Shell $shell ([scriptblock]::Create("param(`$image) $Command")) @{ image = $image }
            $shell.Screen.WaitForQuestion()
            $shell.Screen.Answer($no)
            $null = Wait-Shell $shell
            $shell.Screen.Lines -join ' '
        }
        finally { Close-Shell $shell }
    }
}

AfterAll { Stop-TestSandbox }

Describe 'A no as the answer' {
    BeforeEach { Reset-Sandbox }

    It 'was told <words>, and nothing happens: <command>' -ForEach @(
        @{ command = 'Invoke-PhotaEnhance $image.Source -Count 3 -Confirm'; words = 'enhance: 3 images, at most $0.36' }
        @{ command = 'Invoke-PhotaEnhance $image.Source -ProfileId abc -Confirm'; words = 'enhance: 1 image, at most $0.15' }
        @{ command = 'Invoke-PhotaRemix $image.Source $image.Source -Async -Confirm'; words = 'remix: 1 image, at most $0.12' }
        @{ command = 'Invoke-PhotaEdit $image.Source snow -Count 2 -Confirm'; words = 'edit: 2 images, price not published' }
        @{ command = 'New-PhotaImage "a fox" -Confirm'; words = 'generate: 1 image, price not published' }
        @{ command = 'New-PhotaProfile (1..10 | ForEach-Object { "https://images.example/$_.jpg" }) -Confirm'; words = 'train a Standard profile, $2.90' }
        @{ command = 'Remove-PhotaProfile abc'; words = 'delete the profile and all its data for good' }
        @{ command = 'Save-PhotaProfilePicture abc out-confirm -Confirm'; words = 'save its image' }
        @{ command = '$image | Save-PhotaImage out-confirm -Confirm'; words = 'save' }
    ) {
        $question = Get-Question $command
        $question | Should -Match ([regex]::Escape("Performing the operation `"$words"))
        (Invoke-SandboxControl 'requests').requests | Should -BeNullOrEmpty
        'out-confirm' | Should -Not -Exist
    }
}
