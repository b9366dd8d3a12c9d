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
        'PhotaPS.psd1', 'PhotaPS.Format.ps1xml', 'LICENSE', 'icon.png' | Should -BeIn $files
        $files -like 'net8.0/*' | Should -Be 'net8.0/Phota.Client.dll', 'net8.0/PhotaPS.dll'
        'net472/PhotaPS.dll', 'net472/System.Text.Json.dll', 'net472/LICENSE.TXT', 'net472/THIRD-PARTY-NOTICES.TXT' | Should -BeIn $files
        $files -like 'sandbox/*' | Should -Be @(
            'sandbox/bom.xml'
            'sandbox/Phota.Sandbox.deps.json', 'sandbox/Phota.Sandbox.dll', 'sandbox/Phota.Sandbox.runtimeconfig.json'
            'sandbox/StbImageSharp.dll', 'sandbox/StbImageWriteSharp.dll'
        )
        $files -match '\.pdb$|\.xml$|System\.Management\.Automation' | Where-Object { $_ -notlike '*-Help.xml' -and $_ -notlike '*/bom.xml' } | Should -BeNullOrEmpty
    }

    It 'lists what of others is in <_>, and nothing else' -ForEach 'net472', 'sandbox' {
        $bom = [xml](Get-Content "$installed/$_/bom.xml" -Raw)
        $others = Get-ChildItem "$installed/$_/*.dll" -Exclude Phota* | Sort-Object BaseName
        @($bom.bom.SelectNodes('//*[local-name()="components"]/*/*[local-name()="name"]').InnerText) | Should -Be @($others.BaseName)
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
            $connection = Start-PhotaSandbox -Switch @{ picture_size = 'small' }
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

Describe 'The zip' {
    It 'is the staged folder, to be unpacked where modules are' {
        $zip = Join-Path $TestDrive 'unpacked'
        [IO.Compression.ZipFile]::ExtractToDirectory((Join-Path $packages "PhotaPS-$($manifest.Version).zip"), $zip)
        Get-RelativeFile $zip | Should -Be (Get-RelativeFile $staged | ForEach-Object { "PhotaPS/$_" })
    }
}
