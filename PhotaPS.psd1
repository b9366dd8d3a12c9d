@{
    RootModule           = if ($PSEdition -eq 'Desktop') { 'net472/PhotaPS.dll' } else { 'net8.0/PhotaPS.dll' }
    ModuleVersion        = '0.2.0'
    GUID                 = '6b1f4d0e-5a0f-4c61-9b0a-3f6f0b7d2c55'
    Author               = 'The PhotaPS maintainers'
    CompanyName          = 'PhotaPS'
    Copyright            = '(c) The PhotaPS maintainers. MIT licence.'
    Description          = 'Phota for PowerShell: edit, generate, enhance and remix photos from the pipeline. Nothing paid for is lost or paid twice.'
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
        'Receive-PhotaJob',
        'Remove-PhotaProfile',
        'Save-PhotaImage',
        'Save-PhotaProfilePicture',
        'Select-PhotaImage',
        'Show-PhotaImage',
        'Start-PhotaSandbox',
        'Stop-PhotaSandbox',
        'Test-PhotaCallback',
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
            ReleaseNotes = 'The same command again finishes the work and never pays twice. Details: CHANGELOG.md.'
        }
    }
}
