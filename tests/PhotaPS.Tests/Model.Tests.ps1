BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'Get-PhotaModel' {
    It 'shows the documented models without a key' {
        Get-PhotaConnection | Should -BeNullOrEmpty
        (Get-PhotaModel).Id | Should -Be 'nb2', 'gpt-image-2', 'qwen-image-2', 'flux-2', 'reve'
        (Get-PhotaModel | Where-Object IsDefault).Id | Should -Be 'nb2'
        (Get-PhotaModel | Where-Object Billing -eq tokens).Quality | Should -Be 'auto,low,medium,high'
        (Get-PhotaModel nb2).PinnedFor | Should -Be 'enhance,remix'
        (Get-PhotaModel).Source | Select-Object -Unique | Should -Be 'guides/base-models'
    }

    It 'finds by id, wildcard, case and property' {
        (Get-PhotaModel FLUX-2).Resolution | Should -Be '1K,2K'
        (Get-PhotaModel *-image-2).Id | Should -Be 'gpt-image-2', 'qwen-image-2'
        (Get-PhotaModel reve, nb2).Id | Should -Be 'reve', 'nb2'
        ([pscustomobject]@{ BaseModel = 'reve' } | Get-PhotaModel).Name | Should -Be 'Reve'
        Get-PhotaModel nothing* | Should -BeNullOrEmpty
    }

    It 'says of an unknown one that it may exist all the same' {
        $failure = { Get-PhotaModel nb3 } | Should -Throw '*nb3*' -ErrorId 'Phota.NotFound,*' -PassThru
        $failure.TargetObject | Should -Be 'nb3'
        $failure.ErrorDetails.RecommendedAction | Should -Match '-BaseModel takes it all the same'
    }

    It 'is flat, and shows a table that fits a terminal' {
        $rows = Get-PhotaModel | ConvertTo-Csv | ConvertFrom-Csv
        $rows[0].PSObject.Properties.Name | Should -Be 'Id', 'Name', 'Resolution', 'Quality', 'Billing', 'Operation', 'PinnedFor', 'IsDefault', 'Source'
        $lines = (Get-PhotaModel | Out-String -Width 80) -split '\r?\n' | Where-Object { $_.Trim() }
        $lines[0] -replace '\e\[[\d;]*m' | Should -Match '^Id\s+Name\s+Default Resolution Billing Quality'
        $lines[3] | Should -Match '^gpt-image-2\s+GPT Image 2\s+1K,2K,4K\s+tokens\s+auto,low,medium,high\s*$'
    }
}

Describe 'The rules of the table' {
    BeforeAll {
        $null = Start-TestSandbox
        $photo = Join-Path $Photos 'dog.jpg'
    }

    BeforeEach { Reset-Sandbox }

    AfterAll { Stop-TestSandbox }

    It 'refuse <name> before anything is sent, and name their page' -ForEach @(
        @{ name = '4K of flux-2'; arguments = @{ BaseModel = 'flux-2'; Resolution = '4k' }; words = '*flux-2*4K*1K or 2K*guides/base-models*' }
        @{ name = '2K of reve'; arguments = @{ BaseModel = 'reve'; Resolution = '2K' }; words = '*reve*2K*only at 1K*guides/base-models*' }
        @{ name = 'a quality of the default model'; arguments = @{ Quality = 'High' }; words = '*nb2*quality*gpt-image-2*release-notes v0.4.0*' }
    ) {
        { Invoke-PhotaEdit $photo 'more light' @arguments } | Should -Throw $words -ErrorId 'Phota.Validation,*'
        $failure = { New-PhotaImage 'a dog' @arguments } | Should -Throw $words -ErrorId 'Phota.Validation,*' -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Match 'Get-PhotaModel'
        Get-SandboxRequest | Should -BeNullOrEmpty
    }

    It 'let pass what the table allows, and what it does not know' {
        $null = Invoke-PhotaEdit $photo 'more light' -BaseModel gpt-image-2 -Quality high -Resolution 4K
        $null = New-PhotaImage 'a dog' -Resolution 4K
        New-PhotaImage 'a dog' -BaseModel nb3 -Resolution 4K -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].Exception.StatusCode | Should -BeIn 400, 422
        (Get-SandboxRequest).body.base_model | Should -Be 'gpt-image-2', $null, 'nb3'
    }
}
