# Connect-AzAccount -Identity and Az.KeyVault: what a script in Azure says.
Import-Module "$env:BUILD/modules/Az.Accounts", "$env:BUILD/modules/Az.KeyVault"
$null = Disable-AzContextAutosave -Scope Process

function Connect-Identity($selector, [string] $value) {
    $identity = if ($selector.name -eq 'none') { @{} } else { @{ AccountId = $value } }
    $null = Connect-AzAccount -Identity @identity -Scope Process
}

function Get-Token($selector, [string] $value) {
    Connect-Identity $selector $value
    $token = Get-AzAccessToken -ResourceUrl $cell.resource -AsSecureString
    @{ Text = ConvertFrom-SecureString $token.Token -AsPlainText; Ends = $token.ExpiresOn }
}

# The cmdlets want a vault's name and know its domain.
function Get-VaultName([string] $vault) {
    ([Uri]$vault).Host.Split('.')[0]
}

function Set-Secret($selector, $vault, $name, $content) {
    Connect-Identity $selector $selector.value
    $value = ConvertTo-SecureString $content -AsPlainText -Force
    Set-AzKeyVaultSecret -VaultName (Get-VaultName $vault) -Name $name -SecretValue $value
}

function Get-Secret($selector, $vault, $name) {
    Connect-Identity $selector $selector.value
    Get-AzKeyVaultSecret -VaultName (Get-VaultName $vault) -Name $name -AsPlainText
}

function Get-SecretNames($selector, $vault) {
    Connect-Identity $selector $selector.value
    (Get-AzKeyVaultSecret -VaultName (Get-VaultName $vault)).Name
}

. "$PSScriptRoot/Cell.ps1"
