# Runs examples of the help: with the account and in the folder that they tell of. It needs Common.ps1 and a sandbox.

function Initialize-Stage {
    $env:PHOTA_PROFILES = Join-Path $TestDrive "$([guid]::NewGuid()).json"
    foreach ($tag in 'anna', 'ben') { Set-PhotaProfileName (Invoke-SandboxControl 'profiles' -Method POST -Body @{ status = 'READY'; tag = $tag }).profile_id $tag }
    $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
    $null = New-TestPhoto "$folder/emma" (1..10 | ForEach-Object { "$_.jpg" })
    $null = New-Item "$folder/public" -ItemType Directory
    $env:PHOTO_STORE = $Storage.Container.AbsoluteUri
    Copy-Item $Photos "$folder/photos" -Recurse
    foreach ($name in 'dog.jpg', 'party.jpg', 'hat.jpg', 'style.jpg') { Copy-Item "$Photos/dog.jpg" "$folder/$name" }
    1..12 | ForEach-Object { "https://photos.example/carl/$_.jpg" } | Set-Content "$folder/carl.txt"
    1..8 | ForEach-Object { "https://photos.example/dora/$_.jpg" } | Set-Content "$folder/dora.txt"
    'a red fox', 'a white hare' | Set-Content "$folder/prompts.txt"
    'a red fox', 'a white hare' | ForEach-Object { [pscustomobject]@{ Prompt = "a card with $_" } } | Export-Csv "$folder/cards.csv"
    [pscustomobject]@{ Path = './dog.jpg'; Prompt = 'make it winter' } | Export-Csv "$folder/edits.csv"
    Copy-Item "$folder/emma" "$folder/inbox" -Recurse
    Invoke-PhotaEnhance "$folder/dog.jpg" -Count 2 | Export-Csv "$folder/receipt.csv"
    Add-Callback "$folder/callback.json"
    $null = New-Item "$folder/callbacks" -ItemType Directory
    Add-Callback "$folder/callbacks/1.json"

    # A journal that holds only these two jobs.
    $env:XDG_STATE_HOME = $env:LOCALAPPDATA = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
    Invoke-PhotaEnhance "$folder/dog.jpg", "$folder/party.jpg" -Async -Ordered | Export-Csv "$folder/jobs.csv"
    $folder.FullName
}

function Add-Callback([string]$Path) {
    $secret = Get-PhotaWebhookSecret | ConvertFrom-SecureString -AsPlainText
    $body = [Text.Encoding]::UTF8.GetBytes("{`"job_id`":`"$((Invoke-PhotaEnhance "$Photos/dog.jpg" -Async).JobId)`"}")
    [IO.File]::WriteAllBytes($Path, $body)
    $hash = [Security.Cryptography.HMACSHA256]::HashData([Text.Encoding]::UTF8.GetBytes($secret), $body)
    "sha256=$([Convert]::ToHexString($hash).ToLowerInvariant())" | Set-Content "$Path.signature"
}

# Runs code as a user would at a prompt of their own who says yes to all questions. A key that is typed, a choice on a
# page, and the vault that need not be installed are simulated.
function Invoke-Example([string]$Code, [string]$Folder) {
    $shell = [powershell]::Create([System.Management.Automation.RunspaceMode]::NewRunspace)
    try {
        $null = $shell.AddScript({
                param($module, $folder)
                Import-Module $module
                Set-Location -LiteralPath $folder
                $global:ConfirmPreference = 'None'
                function global:Get-Secret { ConvertTo-SecureString 'sandbox-typed' -AsPlainText -Force }
                function global:Read-Host { Get-Secret }
                function global:Get-Credential { [pscredential]::new('phota', (Get-Secret)) }
                function global:Select-PhotaImage {
                    param([Parameter(ValueFromPipeline)]$InputObject, [scriptblock]$Keep, [scriptblock]$Reject, [switch]$WhatIf)
                    process {
                        if (-not ($Keep -or $Reject)) { $PSBoundParameters.Keep = { $_.Variation -eq 1 } }
                        PhotaPS\Select-PhotaImage @PSBoundParameters
                    }
                }
            }).AddArgument((Join-Path $Root 'out/PhotaPS/PhotaPS.psd1')).AddArgument($Folder).Invoke()
        $shell.Commands.Clear()
        $null = $shell.AddScript($Code).Invoke()
        $shell.Streams.Error, $shell.Streams.Warning | ForEach-Object { $_ }
    }
    finally {
        $shell.Runspace.Dispose()
        $shell.Dispose()
    }
}
