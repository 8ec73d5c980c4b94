# Invoke-RestMethod alone, by the protocols: what a script does where no module is.

# `later` is an answer of 429 or 503: the cmdlet waits as it is told and asks again.
$again = @{ MaximumRetryCount = 3; RetryIntervalSec = 1 }

function Get-Choice($selector, [string] $value) {
    $names = @{ 'client-id' = 'client_id'; 'object-id' = 'object_id'; 'resource-id' = 'mi_res_id' }
    if ($selector.name -eq 'none') { '' } else { "&$($names[$selector.name])=$([Uri]::EscapeDataString($value))" }
}

# One GET of a token: each source differs in the address, the version and the header that proves us.
function Get-Answer([string] $endpoint, [string] $version, [string] $choice, [hashtable] $headers) {
    $resource = [Uri]::EscapeDataString($cell.resource)
    Invoke-RestMethod "${endpoint}?api-version=$version&resource=$resource$choice" -Headers $headers @again
}

# Azure Arc: the first answer names a file that only this machine's users of its agent can read.
function Get-ArcKey([string] $choice) {
    $resource = [Uri]::EscapeDataString($cell.resource)
    $url = "${env:IDENTITY_ENDPOINT}?api-version=2020-06-01&resource=$resource$choice"
    $answer = Invoke-WebRequest $url -Headers @{ Metadata = 'true' } -SkipHttpErrorCheck
    Get-Content -Raw ("$($answer.Headers['WWW-Authenticate'])".Split('=')[1])
}

function Get-Token($selector, [string] $value) {
    $choice = Get-Choice $selector $value
    switch ($cell.source) {
        'app-service' {
            $answer = Get-Answer $env:IDENTITY_ENDPOINT '2019-08-01' $choice @{ 'X-IDENTITY-HEADER' = $env:IDENTITY_HEADER }
        }
        { $_ -in 'app-service-2017', 'azure-ml' } {
            $chosen = $choice.Replace('client_id', 'clientid')
            $answer = Get-Answer $env:MSI_ENDPOINT '2017-09-01' $chosen @{ Secret = $env:MSI_SECRET }
        }
        'imds' {
            $machine = $env:AZURE_POD_IDENTITY_AUTHORITY_HOST ?? 'http://169.254.169.254'
            $answer = Get-Answer "$machine/metadata/identity/oauth2/token" '2018-02-01' $choice @{ Metadata = 'true' }
        }
        'arc' {
            $proof = @{ Metadata = 'true'; Authorization = "Basic $(Get-ArcKey $choice)" }
            $answer = Get-Answer $env:IDENTITY_ENDPOINT '2020-06-01' $choice $proof
        }
        'cloud-shell' {
            if ($choice) { throw 'Cloud Shell has one account' }
            $form = @{ Method = 'Post'; Body = @{ resource = $cell.resource }; Headers = @{ Metadata = 'true' } }
            $answer = Invoke-RestMethod $env:MSI_ENDPOINT @form @again
        }
        'service-fabric' { throw 'Invoke-RestMethod cannot pin a certificate by its thumbprint' }
        'workload-identity' {
            if ($selector.name -in 'object-id', 'resource-id') { throw 'a workload identity is known by its client id' }
            $body = @{
                grant_type = 'client_credentials'
                client_id = if ($value) { $value } else { $env:AZURE_CLIENT_ID }
                scope = "$($cell.resource)/.default"
                client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
                client_assertion = Get-Content -Raw $env:AZURE_FEDERATED_TOKEN_FILE
            }
            $url = "$($env:AZURE_AUTHORITY_HOST)$($env:AZURE_TENANT_ID)/oauth2/v2.0/token"
            $answer = Invoke-RestMethod $url -Method Post -Body $body @again
        }
    }
    # Workload identity's answer says how long, all others' say until when.
    $ends = if ($answer.expires_on) { [DateTimeOffset]::FromUnixTimeSeconds([long]$answer.expires_on) }
    else { [DateTimeOffset]::UtcNow.AddSeconds([long]$answer.expires_in) }
    @{ Text = $answer.access_token; Ends = $ends }
}

function Invoke-Vault($selector, [string] $url, [hashtable] $more = @{}) {
    $token = ConvertTo-SecureString (Get-Token $selector $selector.value).Text -AsPlainText -Force
    Invoke-RestMethod $url -Authentication Bearer -Token $token @more @again
}

function Set-Secret($selector, $vault, $name, $content) {
    $body = @{ Method = 'Put'; ContentType = 'application/json'; Body = (@{ value = $content } | ConvertTo-Json) }
    Invoke-Vault $selector "$vault/secrets/${name}?api-version=7.4" $body
}

function Get-Secret($selector, $vault, $name) {
    (Invoke-Vault $selector "$vault/secrets/${name}?api-version=7.4").value
}

function Get-SecretNames($selector, $vault) {
    $url = "$vault/secrets?api-version=7.4"
    while ($url) {
        $page = Invoke-Vault $selector $url
        $page.value | ForEach-Object { $_.id.Split('/')[-1] }
        $url = $page.nextLink
    }
}

. "$PSScriptRoot/Cell.ps1"
