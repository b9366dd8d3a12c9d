# What Windows does with files and their names, and Unix does not.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-TestSandbox

    function Get-Charge { @((Get-SandboxBill).entries | Where-Object kind -EQ charge).Count }
}

AfterAll { Stop-TestSandbox }

Describe 'A photo that was edited since its result was made' -Skip:(-not $IsWindows) {
    BeforeEach {
        Reset-Sandbox
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $photo = New-TestPhoto $in 'dog.jpg'
        $null = $photo | Invoke-PhotaEnhance -Destination $out
        $result = Join-Path $out 'dog.jpg'
        [IO.File]::AppendAllText($photo.FullName, 'x')
    }

    It 'is refused before it is paid for while the result is read-only' {
        Set-ItemProperty $result IsReadOnly $true
        try { $photo | Invoke-PhotaEnhance -Destination $out -Force -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty }
        finally { Set-ItemProperty $result IsReadOnly $false }
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.OutputFile,*'
        $failure[0].Exception.Message | Should -Match 'dog\.jpg.* is read-only'
        Get-Charge | Should -Be 1
    }

    It 'is refused before it is paid for while the result is open in a viewer, -Force: <_>' -ForEach $true, $false {
        $viewer = [IO.File]::Open($result, 'Open', 'Read', 'Read')
        try { $photo | Invoke-PhotaEnhance -Destination $out -Force:$_ -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty }
        finally { $viewer.Dispose() }
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.OutputFile,*'
        $failure[0].Exception.Message | Should -Match 'dog\.jpg.* is open in another program'
        Get-Charge | Should -Be 1
    }

    It 'replaces it when the photo is named in another case' {
        Join-Path $in 'DOG.jpg' | Invoke-PhotaEnhance -Destination $out | Should -HaveCount 1
        Get-Charge | Should -Be 2
        Get-ChildItem $out -Recurse -File | Should -HaveCount 1
    }
}

Describe 'The ledger''s folder' {
    It 'is in no listing' {
        Reset-Sandbox
        $out = Join-Path $TestDrive "out-$([guid]::NewGuid())"
        $null = Invoke-PhotaEnhance "$Photos/dog.jpg" -Destination $out
        Get-ChildItem $out -Recurse -File | Should -HaveCount 1
        (Get-Item (Join-Path $out '.phota') -Force).Attributes -band 'Hidden' | Should -Be 'Hidden'
    }
}

Describe 'The name of a device' -Skip:(-not $IsWindows) {
    It 'is no photo, and the batch goes on' {
        Reset-Sandbox
        $images = 'nul', 'con', 'COM1', "$Photos/dog.jpg" | Invoke-PhotaEnhance -ErrorVariable failure -ErrorAction SilentlyContinue
        $images | Should -HaveCount 1
        $failure | Should -HaveCount 3
        $failure.FullyQualifiedErrorId | Should -BeLike 'Phota.InputFile,*'
    }
}
