# In a PowerShell of their own: whose System.Text.Json is loaded first matters once a process.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox
    $ours = "Import-Module '$Root/out/PhotaPS/PhotaPS.psd1'
        `$null = Connect-Phota (ConvertTo-SecureString 'sandbox-neighbour' -AsPlainText -Force) -BaseUri '$($Sandbox.BaseUri)'
        (Get-Item '$Photos/dog.jpg' | Invoke-PhotaEnhance -Async | Wait-PhotaJob | Receive-PhotaJob |
            Save-PhotaImage '$TestDrive/out' -Force).FullName"
    $theirs = "Import-Module '$Root/tests/ConflictingModule/ConflictingModule.psm1'; Write-ConflictingJson 'hello'"
}

AfterAll { Stop-TestSandbox }

Describe 'A module that carries a System.Text.Json of its own' {
    It 'and ours work in one PowerShell when <first> comes first' -ForEach @(
        @{ first = 'it'; inTurn = 'theirs', 'ours', 'theirs' }
        @{ first = 'ours'; inTurn = 'ours', 'theirs', 'ours' }
    ) {
        $code = @{ ours = $ours; theirs = $theirs }
        $said = @{ ours = Join-Path $TestDrive 'out/dog.jpg'; theirs = '["hello"] by 11.0.0.0' }
        $lines = Invoke-ChildPwsh -NoProfile -NonInteractive -Command ($code[$inTurn] -join "`n")
        $lines | Should -Be $said[$inTurn]
        $said.ours | Should -Exist
    }
}
