# A disk that is really full and a folder that really cannot be written, where this machine lets us make them.
BeforeDiscovery {
    $probe = Join-Path ([IO.Path]::GetTempPath()) "photaps-disk-$PID"
    $null = New-Item $probe -ItemType Directory -Force
    if ($IsLinux) { mount -t tmpfs -o size=64k tmpfs $probe 2>$null }
    $canMount = $IsLinux -and $LASTEXITCODE -eq 0
    if ($canMount) { umount $probe }
    Remove-Item $probe
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $null = Start-PhotaSandbox -Switch @{ images = 'stock' }
    $script:Sandbox = Get-PhotaConnection
}

AfterAll { Stop-TestSandbox }

Describe 'A destination on a full disk' -Skip:(-not $canMount) {
    BeforeEach {
        Reset-Sandbox
        $disk = Join-Path $TestDrive 'disk'
        $null = New-Item $disk -ItemType Directory -Force
        mount -t tmpfs -o size=600k tmpfs $disk
        $in = Join-Path $TestDrive "in-$([guid]::NewGuid())"
        1..4 | ForEach-Object {
            $null = New-TestPhoto $in "$_.jpg"
        }
    }

    AfterEach { umount $disk }

    It 'ends the sending, keeps what fits, and leaves nothing half-written' {
        $images = Get-ChildItem $in | Invoke-PhotaEnhance -Destination $disk -ThrottleLimit 1 -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.OutputFile,*'
        foreach ($image in $images) { (Get-FileHash -LiteralPath $image.FullName).Hash | Should -Be $image.Sha256 }
        Get-Result $disk | Should -HaveCount @($images).Count
        @($images).Count + @($failure.TargetObject).Count | Should -Be 4
        @(Get-Charge).Count | Should -BeLessOrEqual (@($images).Count + 1)
    }

    It 'is continued by the same command once there is room, and nothing is paid twice' {
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $disk -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'Phota.OutputFile,*'
        mount -o remount,size=64m $disk
        Get-ChildItem $in | Invoke-PhotaEnhance -Destination $disk | Should -HaveCount 4
        @(Get-Charge) | Should -HaveCount 4
        Get-ChildItem $disk -Recurse -Force -Filter '*.part' | Should -BeNullOrEmpty
    }

    It 'is found out before anything is paid when it is read-only' {
        mount -o remount,ro $disk
        { Get-ChildItem $in | Invoke-PhotaEnhance -Destination $disk } | Should -Throw '*cannot be used*' -ErrorId 'Phota.OutputFile,*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }
}
