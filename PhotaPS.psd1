@{
    RootModule           = if ($PSEdition -eq 'Desktop') { 'net472/PhotaPS.dll' } else { 'net8.0/PhotaPS.dll' }
    ModuleVersion        = '0.2.0'
    GUID                 = '6b1f4d0e-5a0f-4c61-9b0a-3f6f0b7d2c55'
    Author               = 'The PhotaPS maintainers'
    CompanyName          = 'PhotaPS'
    Copyright            = '(c) The PhotaPS maintainers. MIT licence.'
    Description          = 'Phota for PowerShell: enhance, edit, remix and generate photos from the pipeline. -WhatIf is a priced plan, -MaxCost is a limit that holds, and the same command again finishes the work without paying for anything twice. Start-PhotaSandbox tries it all without a key and without cost.'
    PowerShellVersion    = if ($PSEdition -eq 'Desktop') { '5.1' } else { '7.4' }
    CompatiblePSEditions = @('Core', 'Desktop')
    FormatsToProcess     = @('PhotaPS.Format.ps1xml')
    FunctionsToExport    = @()
    CmdletsToExport      = @(
        'Connect-Phota',
        'Disconnect-Phota',
        'Export-PhotaReport',
        'Get-PhotaConnection',
        'Get-PhotaJob',
        'Get-PhotaModel',
        'Get-PhotaProfile',
        'Get-PhotaWebhookSecret',
        'Invoke-PhotaEdit',
        'Invoke-PhotaEnhance',
        'Invoke-PhotaRemix',
        'Measure-PhotaCost',
        'New-PhotaImage',
        'New-PhotaProfile',
        'Publish-PhotaPhoto',
        'Receive-PhotaJob',
        'Remove-PhotaProfile',
        'Remove-PhotaProfileName',
        'Save-PhotaImage',
        'Save-PhotaProfilePicture',
        'Select-PhotaImage',
        'Set-PhotaProfileName',
        'Show-PhotaImage',
        'Start-PhotaSandbox',
        'Stop-PhotaSandbox',
        'Test-PhotaCallback',
        'Unpublish-PhotaPhoto',
        'Wait-PhotaJob',
        'Wait-PhotaProfile'
    )
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @(
                'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS',
                'Phota', 'Photo', 'Photos', 'Image', 'AI', 'Enhance', 'Generate', 'Portrait'
            )
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'The same command again finishes the work and never pays twice: -Resume and -Provenance are gone, and a saved image has FullName instead of Path. New: Select-PhotaImage, names of people, Publish-PhotaPhoto, rows of CSV files, -Watch, -NameTemplate, and metadata that stays in the image. All changes are in CHANGELOG.md of the module.'
        }
    }
}
