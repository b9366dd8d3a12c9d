BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/BlobServer.ps1
    $null = Start-TestSandbox
}

AfterAll { Stop-TestSandbox }

Describe 'Publish-PhotaPhoto' {
    BeforeEach {
        Reset-Sandbox
        $env:PHOTA_PROFILES = Join-Path $TestDrive "$([guid]::NewGuid()).json"
        $server = [Phota.Tests.Publishing.BlobServer]::new($true)
        $sas = $server.Container
        $folder = Join-Path $TestDrive "$([guid]::NewGuid())"
        $files = New-TestPhoto $folder (1..10 | ForEach-Object { "photo [$_].jpg" })
    }

    AfterEach {
        $server.Dispose()
        $env:PHOTA_PROFILES = $null
    }

    It 'trains a profile from files' {
        $made = Get-ChildItem $folder | Publish-PhotaPhoto -ContainerUri $sas -OutVariable photos | New-PhotaProfile -Name anna -Wait
        $made.Name | Should -Be 'anna'
        $made.Status | Should -Be 'Ready'
        $server.Blobs.Count | Should -Be 10
        $photos.IsNew | Should -Not -Contain $false
        (Get-SandboxRequest '/v1/phota/profiles/add').body.image_urls | Should -HaveCount 10
        (Get-SandboxRequest '/v1/phota/profiles/add').body.image_urls.url | Should -Be $photos.Uri.AbsoluteUri

        $photos | Unpublish-PhotaPhoto -WhatIf
        $server.Blobs.Count | Should -Be 10
        $photos | Unpublish-PhotaPhoto
        $server.Blobs.Count | Should -Be 0
        $photos | Unpublish-PhotaPhoto
    }

    It 'uploads no photo twice' {
        $null = Publish-PhotaPhoto "$folder/*.jpg" $sas
        $again = Publish-PhotaPhoto -LiteralPath $files.FullName -ContainerUri $sas
        $again.IsNew | Should -Not -Contain $true
        $again | Should -HaveCount 10
        $server.Count('PUT') | Should -Be 10
    }

    It 'publishes to a server that just takes PUT' {
        $plain = [Phota.Tests.Publishing.BlobServer]::new($false)
        try {
            $photos = Get-ChildItem $folder | Publish-PhotaPhoto -ContainerUri $plain.Container
            $plain.Blobs.Count | Should -Be 10
            $photos | Unpublish-PhotaPhoto
            $plain.Blobs.Count | Should -Be 0
        }
        finally { $plain.Dispose() }
    }

    It 'uploads nothing where <name>' -ForEach @(
        @{ name = 'there are too few photos'; take = 9; tier = 'Standard'; words = '*9 photos*10 to 50*' }
        @{ name = 'there are too many for a fast profile'; take = 11; tier = 'Fast'; words = '*11 photos*5 to 10*' }
        @{ name = 'there is a file that is no photo'; take = 10; tier = 'Standard'; extra = 'notes.txt'; words = '*1 file is not usable*' }
    ) {
        $null = New-TestPhoto $folder 'photo 11.jpg'
        $chosen = @(Get-ChildItem $folder | Select-Object -First $take)
        if ($extra) { $chosen += New-Item "$folder/$extra" -Value 'not a photo' }
        { $chosen | Publish-PhotaPhoto -ContainerUri $sas -Tier $tier -ErrorAction SilentlyContinue | New-PhotaProfile -Tier $tier } | Should -Throw $words
        $server.Requests.Count | Should -Be 0
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'counts twins once' {
        Copy-Item -LiteralPath $files[0].FullName "$folder/twin.jpg"
        $photos = Get-ChildItem $folder | Publish-PhotaPhoto -ContainerUri $sas -WarningVariable warnings -WarningAction SilentlyContinue
        $photos | Should -HaveCount 10
        "$warnings" | Should -BeLike '*is the same photo as*'
    }

    It 'trains nothing with the photos before one that failed' {
        1..4 | ForEach-Object { $server.Faults.Enqueue(400) }
        { Get-ChildItem $folder | Publish-PhotaPhoto -ContainerUri $sas | New-PhotaProfile -Name anna } | Should -Throw '*cannot be written (HTTP 400)*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'uploads nothing with -WhatIf' {
        Get-ChildItem $folder | Publish-PhotaPhoto -ContainerUri $sas -WhatIf | New-PhotaProfile -WhatIf | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be 0
    }

    It 'shows the signature in no stream and no view' {
        $secret = 'c2VjcmV0|sig='
        $photos = Get-ChildItem $folder | Publish-PhotaPhoto -ContainerUri $sas -Verbose -Debug *>&1
        ($photos | Out-String -Width 500) | Should -Not -Match $secret
        ($photos | Format-List | Out-String -Width 500) | Should -Not -Match $secret
        "$photos" | Should -Not -Match $secret
        ($photos | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Out-String) | Should -Match 'PUT publish .*HTTP 201'
        $objects = $photos | Where-Object { $_ -is [Phota.PublishedPhoto] }
        $objects | Should -HaveCount 10
        $objects[0].Uri.Query | Should -Match $secret
        ($objects | Unpublish-PhotaPhoto -Verbose -WhatIf *>&1 | Out-String -Width 500) | Should -Not -Match $secret
        ($objects | Unpublish-PhotaPhoto -Verbose *>&1 | Out-String -Width 500) | Should -Not -Match $secret

        foreach ($permissions in 'cw', 'r') {
            $problem = $null
            try { Get-ChildItem $folder | Publish-PhotaPhoto -ContainerUri $server.WithPermissions($permissions) } catch { $problem = $_ }
            $problem.ErrorDetails.RecommendedAction | Should -BeLike '*sp=rcw*'
            ($problem | Format-List * -Force | Out-String -Width 500) | Should -Not -Match $secret
            (Get-Error -InputObject $problem | Out-String -Width 500) | Should -Not -Match $secret
        }
        $made = $objects | New-PhotaProfile -Verbose *>&1
        ($made | Out-String -Width 500) | Should -Not -Match $secret
        Get-ChildItem $TestDrive -Recurse -File -Force | Select-String -Pattern $secret -List | Should -BeNullOrEmpty
    }

    It 'publishes by a script block, and removes by one' {
        $target = (New-Item (Join-Path $TestDrive "$([guid]::NewGuid())") -ItemType Directory).FullName
        $photos = Get-ChildItem $folder | Publish-PhotaPhoto -Using {
            Copy-Item -LiteralPath $_.FullName (Join-Path $target $args[0])
            'uploaded'
            "https://photos.example.org/$($args[0])?signature=secret"
        }
        $photos | Should -HaveCount 10
        Get-ChildItem $target | Should -HaveCount 10
        $photos[0].Uri.AbsoluteUri | Should -Match '^https://photos\.example\.org/[0-9a-f]{64}\.jpg\?signature=secret$'
        $photos | Unpublish-PhotaPhoto -Using { Remove-Item (Join-Path $target $_.Name) }
        Get-ChildItem $target | Should -BeNullOrEmpty
    }

    It 'ends where a script block fails or writes no URL' {
        { Get-ChildItem $folder | Publish-PhotaPhoto -Using { throw 'no bucket' } | New-PhotaProfile } | Should -Throw '*photo*no bucket*'
        { Get-ChildItem $folder | Publish-PhotaPhoto -Using { Get-Item ./nowhere } | New-PhotaProfile } | Should -Throw '*nowhere*'
        { Get-ChildItem $folder | Publish-PhotaPhoto -Using { 'done' } | New-PhotaProfile } | Should -Throw '*wrote no URL*'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'refuses a container that Phota cannot reach, before it uploads' {
        Stop-PhotaSandbox
        try {
            Connect-Phota (ConvertTo-SecureString 'a-real-key' -AsPlainText -Force) -BaseUri https://api.photalabs.com | Out-Null
            { Get-ChildItem $folder | Publish-PhotaPhoto -ContainerUri $sas } | Should -Throw '*cannot be fetched from outside*'
            $server.Requests.Count | Should -Be 0
        }
        finally {
            Disconnect-Phota
            $null = Start-TestSandbox
        }
    }

    It 'removes nothing that it has not published' {
        $server.Blobs['/photos/holiday.jpg'] = [byte[]]1
        { Unpublish-PhotaPhoto -Uri "$($server.Root)photos/holiday.jpg$($sas.Query)" } | Should -Throw '*is not removed*'
        $server.Blobs.Count | Should -Be 1
    }

    It 'removes by URL' {
        $photos = Publish-PhotaPhoto -LiteralPath $files.FullName -ContainerUri $sas
        $photos | Select-Object Source, Uri | Export-Csv "$folder/published.csv"
        Import-Csv "$folder/published.csv" | Unpublish-PhotaPhoto
        $server.Blobs.Count | Should -Be 0
        Remove-Item "$folder/published.csv"
    }
}

Describe 'Publish-PhotaPhoto and Azurite' {
    # Microsoft's own emulator: npm install --global azurite.
    BeforeAll {
        $azurite = Get-Command azurite-blob -CommandType Application -ErrorAction Ignore
        if (-not $azurite) { return }
        $probe = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $probe.Start()
        $port = $probe.LocalEndpoint.Port
        $probe.Stop()
        $start = [Diagnostics.ProcessStartInfo]::new($azurite.Source, [string[]]('--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--blobPort', $port))
        $start.RedirectStandardOutput = $true
        $process = [Diagnostics.Process]::Start($start)
        do { $line = $process.StandardOutput.ReadLine() } until ($null -eq $line -or $line -like '*successfully listens*')

        # The account and key that every Azurite has.
        $account = 'devstoreaccount1'
        $key = [Convert]::FromBase64String('Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==')
        function Get-Signature([string]$Permissions) {
            $expiry = [DateTime]::UtcNow.AddHours(1).ToString('yyyy-MM-ddTHH:mm:ssZ')
            $text = $account, $Permissions, 'b', 'co', '', $expiry, '', '', '2020-08-04', '' -join "`n"
            $hash = [Security.Cryptography.HMACSHA256]::HashData($key, [Text.Encoding]::UTF8.GetBytes($text))
            "sv=2020-08-04&ss=b&srt=co&sp=$Permissions&se=$([uri]::EscapeDataString($expiry))&sig=$([uri]::EscapeDataString([Convert]::ToBase64String($hash)))"
        }
        $container = "http://127.0.0.1:$port/$account/photos"
        $null = Invoke-WebRequest "$($container)?restype=container&$(Get-Signature 'rwdc')" -Method Put
    }

    AfterAll {
        if ($azurite) {
            $process.Kill($true)
            $process.WaitForExit()
        }
    }

    It 'publishes, finds and removes photos' {
        if (-not $azurite) {
            Set-ItResult -Skipped -Because 'azurite-blob is not on the PATH'
            return
        }

        $folder = Join-Path $TestDrive 'azurite'
        $null = New-TestPhoto $folder (1..10 | ForEach-Object { "photo $_.jpg" })
        $sas = "$($container)?$(Get-Signature 'rcwd')"
        $photos = Get-ChildItem $folder | Publish-PhotaPhoto -ContainerUri $sas
        $photos.IsNew | Should -Be (@($true) * 10)
        (Get-ChildItem $folder | Publish-PhotaPhoto -ContainerUri $sas).IsNew | Should -Be (@($false) * 10)
        $file = Join-Path $TestDrive 'fetched.jpg'
        $answer = Invoke-WebRequest $photos[0].Uri -OutFile $file -PassThru
        "$($answer.Headers.'Content-Type')" | Should -Be 'image/jpeg'
        (Get-FileHash -LiteralPath $file).Hash | Should -Be (Get-FileHash -LiteralPath $photos[0].Source).Hash
        $photos | Unpublish-PhotaPhoto
        { Invoke-WebRequest $photos[0].Uri } | Should -Throw '*404*'
        $photos | Unpublish-PhotaPhoto
        { Get-ChildItem $folder | Publish-PhotaPhoto -ContainerUri "$($container)?$(Get-Signature 'cw')" } | Should -Throw '*cannot be read*HTTP 403, AuthorizationPermissionMismatch*'
    }
}
