// Microsoft.Azure.Services.AppAuthentication and Microsoft.Azure.KeyVault: both forms of the snippet in
// "How to use Azure Managed Service Identity (public preview) in App Service and Azure Functions".
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Azure.KeyVault;
using Microsoft.Azure.KeyVault.Models;
using Microsoft.Azure.Services.AppAuthentication;
using Microsoft.Rest.Azure;

public sealed class AppAuthentication : Client
{
    public static Task Main()
    {
        return Cell.Run(new AppAuthentication());
    }

    // The first form: a token for a resource.
    public override async Task<(string Token, DateTimeOffset? Ends)> Token(Asked asked, string value)
    {
        var azureServiceTokenProvider = Provider(asked, value);
        string accessToken = await azureServiceTokenProvider.GetAccessTokenAsync(asked.Resource);
        return (accessToken, null);
    }

    // The second form: a vault's client that asks for tokens by a callback.
    private static KeyVaultClient Vault(Asked asked)
    {
        var azureServiceTokenProvider = Provider(asked, asked.Value);
        return new KeyVaultClient(new KeyVaultClient.AuthenticationCallback(azureServiceTokenProvider.KeyVaultTokenCallback));
    }

    public override async Task SetSecret(Asked asked, string vault, string name, string content)
    {
        await Vault(asked).SetSecretAsync(vault, name, content);
    }

    public override async Task<string> GetSecret(Asked asked, string vault, string name)
    {
        SecretBundle secret = await Vault(asked).GetSecretAsync(vault, name);
        return secret.Value;
    }

    public override async Task<List<string>> ListSecrets(Asked asked, string vault)
    {
        KeyVaultClient client = Vault(asked);
        var names = new List<string>();
        IPage<SecretItem> page = await client.GetSecretsAsync(vault);
        while (true)
        {
            names.AddRange(page.Select(each => each.Identifier.Name));
            if (page.NextPageLink == null) return names;
            page = await client.GetSecretsNextAsync(page.NextPageLink);
        }
    }

    public override int StatusOf(Exception error)
    {
        var failed = error as KeyVaultErrorException;
        return failed != null ? (int)failed.Response.StatusCode : 0;
    }

    private static AzureServiceTokenProvider Provider(Asked asked, string value)
    {
        switch (asked.Name)
        {
            case "none":
                return new AzureServiceTokenProvider();
            case "client-id":
                return new AzureServiceTokenProvider("RunAs=App;AppId=" + value);
            default:
                throw new NotSupportedException("a connection string names an identity by AppId");
        }
    }
}
