# What `dotnet pack` makes of the staged module, and what a user has who installs it.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    Add-Type -AssemblyName System.IO.Compression.ZipFile

    function Get-RelativeFile {
        param([string]$Folder)
        Get-ChildItem -LiteralPath $Folder -Recurse -File -Force |
            ForEach-Object { [IO.Path]::GetRelativePath($Folder, $_.FullName).Replace('\', '/') } | Sort-Object
    }

    $staged = Join-Path $Root 'out/PhotaPS'
    $packages = Join-Path $TestDrive 'packages'
    $output = dotnet pack (Join-Path $Root 'src/PhotaPS') -c Release --no-build --output $packages
    if ($LASTEXITCODE -ne 0) { throw "dotnet pack: $output" }

    $manifest = Test-ModuleManifest (Join-Path $staged 'PhotaPS.psd1')
    $package = Join-Path $packages "PhotaPS.$($manifest.Version).nupkg"

    # As Install-PSResource does: Modules/<name>/<version>, without what belongs to the package alone.
    $modules = Join-Path $TestDrive "Jürgen's modules"
    $installed = Join-Path $modules "PhotaPS/$($manifest.Version)"
    [IO.Compression.ZipFile]::ExtractToDirectory($package, $installed)
    $nuspec = [xml](Get-Content (Join-Path $installed 'PhotaPS.nuspec') -Raw)
    '_rels', 'package', '[Content_Types].xml', 'PhotaPS.nuspec' |
        ForEach-Object { Remove-Item -LiteralPath (Join-Path $installed $_) -Recurse -Force }
}

Describe 'The package for the PowerShell Gallery' {
    It 'holds what is staged, and nothing else' {
        Get-RelativeFile $installed | Should -Be (Get-RelativeFile $staged)
    }

    It 'holds all that a module needs, and no more' {
        $files = Get-RelativeFile $installed
        'PhotaPS.psd1', 'PhotaPS.Format.ps1xml', 'LICENSE', 'CHANGELOG.md', 'icon.png' | Should -BeIn $files
        $files -like 'net8.0/*' | Should -Be 'net8.0/Phota.Client.dll', 'net8.0/PhotaPS.dll'
        'net472/PhotaPS.dll', 'net472/System.Text.Json.dll', 'net472/LICENSE.TXT', 'net472/THIRD-PARTY-NOTICES.TXT' | Should -BeIn $files
        $files -like 'sandbox/*' | Should -Be @(
            'sandbox/bom.xml'
            'sandbox/Phota.Sandbox.deps.json', 'sandbox/Phota.Sandbox.dll', 'sandbox/Phota.Sandbox.runtimeconfig.json'
            'sandbox/StbImageSharp.dll', 'sandbox/StbImageWriteSharp.dll'
        )
        $files -match '\.pdb$|\.xml$|System\.Management\.Automation' | Where-Object { $_ -notlike '*-Help.xml' -and $_ -notlike '*/bom.xml' } | Should -BeNullOrEmpty
    }

    It 'lists what of others is in <_>, with its hash, and nothing else' -ForEach 'net472', 'sandbox' {
        $bom = [xml](Get-Content "$installed/$_/bom.xml" -Raw)
        $others = Get-ChildItem "$installed/$_/*.dll" -Exclude Phota* | Sort-Object BaseName
        $components = $bom.bom.components.component
        @($components.name) | Should -Be @($others.BaseName)
        @($components.hashes.hash.'#text') | Should -Be @(($others | Get-FileHash -Algorithm SHA256).Hash)
        @($components.hashes.hash.alg | Select-Object -Unique) | Should -Be 'SHA-256'
    }

    It 'says what the manifest says' {
        $said = $nuspec.package.metadata
        $said.id | Should -BeExactly 'PhotaPS'
        $said.version | Should -Be "$($manifest.Version)"
        $said.authors | Should -BeExactly $manifest.Author
        $said.owners | Should -BeExactly $manifest.CompanyName
        $said.copyright | Should -BeExactly $manifest.Copyright
        $said.description | Should -BeExactly $manifest.Description
        $said.licenseUrl | Should -Be "$($manifest.LicenseUri)"
        $said.projectUrl | Should -Be $manifest.ProjectUri
        $said.releaseNotes | Should -Be $manifest.ReleaseNotes.Trim()
        $said.releaseNotes | Should -Not -BeNullOrEmpty
    }

    It 'is of the version that its assemblies are' {
        foreach ($name in 'net8.0/PhotaPS.dll', 'net8.0/Phota.Client.dll', 'net472/PhotaPS.dll', 'sandbox/Phota.Sandbox.dll') {
            $version = [Reflection.AssemblyName]::GetAssemblyName((Join-Path $installed $name)).Version
            $version.ToString(3) | Should -Be "$($manifest.Version)" -Because $name
        }
    }

    It 'has the tags by which the Gallery finds modules and commands' {
        $tags = -split $nuspec.package.metadata.tags
        $commands = $manifest.ExportedCmdlets.Keys | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" }
        $tags | Sort-Object | Should -Be (@('PSModule', 'PSIncludes_Cmdlet') + $manifest.Tags + $commands | Sort-Object)
        'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS' | Should -BeIn $tags
    }

    It 'has a clean manifest where it is installed' {
        $module = Test-ModuleManifest (Join-Path $installed 'PhotaPS.psd1') -WarningVariable warnings
        $module.ExportedCmdlets.Count | Should -Be $manifest.ExportedCmdlets.Count
        $warnings | Should -BeNullOrEmpty
    }

    It 'does the main job in a pwsh that has nothing else' {
        $job = Join-Path $TestDrive 'job.ps1'
        Set-Content $job {
            param($Modules, $Photos, $Destination)
            $env:PSModulePath = $Modules, (Join-Path $PSHOME 'Modules') -join [IO.Path]::PathSeparator
            $ErrorActionPreference = 'Stop'
            Import-Module PhotaPS
            $connection = Start-PhotaSandbox -Switch @{ image_size = 'small' }
            $images = Get-ChildItem $Photos | Invoke-PhotaEnhance -Destination $Destination
            $verdicts = (Invoke-RestMethod "$($connection.BaseUri)sandbox/verdicts").verdicts
            @{ base = (Get-Module PhotaPS).ModuleBase; paths = $images.FullName; verdicts = @($verdicts) } | ConvertTo-Json
        }
        $done = Join-Path $TestDrive 'enhanced'
        $text = Invoke-ChildPwsh -NoProfile -NonInteractive -File $job $modules $Photos $done
        $LASTEXITCODE | Should -Be 0 -Because "$text"
        $said = $text | ConvertFrom-Json
        $said.base | Should -Be $installed
        $said.verdicts | Should -BeNullOrEmpty
        $said.paths | Sort-Object | Should -Be (Get-ChildItem $done -File).FullName
        $said.paths.Count | Should -Be (Get-ChildItem $Photos).Count
    }
}

Describe 'The README' {
    It 'installs the package into an empty module path and makes the first images with it' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'there the repositories and modules of the user cannot be set aside' }
        # A home of its own, in which PSResourceGet keeps its repositories and PowerShell its modules.
        $own = (New-Item (Join-Path $TestDrive 'own/.local/share') -ItemType Directory -Force).Parent.Parent.FullName
        $clone = (New-Item (Join-Path $TestDrive 'clone/out') -ItemType Directory -Force).Parent.FullName
        Copy-Item $packages "$clone/out/packages" -Recurse
        Copy-Item $Photos "$clone/docs/photos" -Recurse -Force -Container
        $blocks = [regex]::Matches((Get-Content "$Root/README.md" -Raw), '(?ms)^```powershell\r?\n(.*?)^```')
        $blocks | Should -HaveCount 2
        $script = Join-Path $TestDrive 'readme.ps1'
        "`$ErrorActionPreference = 'Stop'", $blocks.ForEach({ $_.Groups[1].Value }), "(Get-Module PhotaPS).ModuleBase" | Set-Content $script

        $start = New-PwshStartInfo '-NoProfile', '-NonInteractive', '-File', $script
        $start.WorkingDirectory = $clone
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        'PSModulePath', 'PHOTA_API_KEY', 'PHOTA_BASE_URI', 'XDG_DATA_HOME' | ForEach-Object { $null = $start.Environment.Remove($_) }
        $start.Environment['HOME'] = $own
        $process = [Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        $process.ExitCode | Should -Be 0 -Because "$output$($errors.Result)"
        ($output.Trim() -split '\r?\n')[-1] | Should -Be "$own/.local/share/powershell/Modules/PhotaPS/$($manifest.Version)"
        (Get-Result "$clone/enhanced").Name | Should -HaveCount (Get-ChildItem $Photos).Count
        "$clone/report.html" | Should -Exist
    }

    It 'fits one screen' {
        (Get-Content "$Root/README.md").Count | Should -BeLessOrEqual 100
    }

    It 'names every cmdlet' {
        $named = [regex]::Matches((Get-Content "$Root/README.md" -Raw), '(?<=`)[A-Z]\w+-Phota\w*(?=`)').Value | Select-Object -Unique
        $manifest.ExportedCmdlets.Keys | Should -BeIn $named
    }

    It 'links to pages and headings that exist' {
        $links = [regex]::Matches((Get-Content "$Root/README.md" -Raw), '\]\((?!https:)(?<file>[^)#]+)(#(?<heading>[^)]+))?\)')
        $links.Count | Should -BeGreaterThan 20
        foreach ($link in $links) {
            $file = Join-Path $Root $link.Groups['file'].Value
            $file | Should -Exist
            if ($link.Groups['heading'].Success) {
                $anchors = Select-String -LiteralPath $file -Pattern '^#+ (.+)$' |
                    ForEach-Object { ($_.Matches[0].Groups[1].Value.ToLowerInvariant() -replace '[^\w\- ]').Replace(' ', '-') }
                $link.Groups['heading'].Value | Should -BeIn $anchors
            }
        }
    }
}

Describe 'The zip' {
    It 'is the staged folder, to be unpacked where modules are' {
        $zip = Join-Path $TestDrive 'unpacked'
        [IO.Compression.ZipFile]::ExtractToDirectory((Join-Path $packages "PhotaPS-$($manifest.Version).zip"), $zip)
        Get-RelativeFile $zip | Should -Be (Get-RelativeFile $staged | ForEach-Object { "PhotaPS/$_" })
    }
}
