# For PSScriptAnalyzer and for editors that know it; tests/PhotaPS.Tests/Scripts.Tests.ps1 holds every script to it.
@{
    ExcludeRules = @(
        # They look at one script block at a time: Pester sets in BeforeAll what It reads, and a dot-sourced script reads
        # what the script around it has set.
        'PSUseDeclaredVarsMoreThanAssignments'
        'PSReviewUnusedParameter'

        # All functions are helpers of tests and builds. The cmdlets are compiled, and tests hold them to ShouldProcess;
        # the helpers pass their arguments on, to dotnet for example.
        'PSUseShouldProcessForStateChangingFunctions'
        'PSAvoidUsingPositionalParameters'

        # The tests' keys are the sandbox's and open nothing. Scripts for users are held to it.
        'PSAvoidUsingConvertToSecureStringWithPlainText'

        # Tests have photos with names of all scripts, and run in PowerShell 7 alone. Scripts for users are held to it.
        'PSUseBOMForUnicodeEncodedFile'
    )
}
