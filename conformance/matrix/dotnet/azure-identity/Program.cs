// Azure.Identity and Azure.Security.KeyVault.Secrets, with no option changed.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

public sealed class AzureIdentity : Client
{
    public static Task Main()
    {
        return Cell.Run(new AzureIdentity());
    }

    public override async Task<(string Token, DateTimeOffset? Ends)> Token(Asked asked, string value)
    {
        var scope = new TokenRequestContext(new[] { asked.Resource + "/.default" });
        AccessToken token = await Credential(asked, value).GetTokenAsync(scope, CancellationToken.None);
        return (token.Token, token.ExpiresOn);
    }

    public override async Task SetSecret(Asked asked, string vault, string name, string content)
    {
        await Secrets(asked, vault).SetSecretAsync(name, content);
    }

    public override async Task<string> GetSecret(Asked asked, string vault, string name)
    {
        Response<KeyVaultSecret> secret = await Secrets(asked, vault).GetSecretAsync(name);
        return secret.Value.Value;
    }

    public override Task<List<string>> ListSecrets(Asked asked, string vault)
    {
        var names = new List<string>();
        foreach (SecretProperties each in Secrets(asked, vault).GetPropertiesOfSecrets())
            names.Add(each.Name);
        return Task.FromResult(names);
    }

    public override int StatusOf(Exception error)
    {
        var failed = error as RequestFailedException;
        return failed != null ? failed.Status : 0;
    }

    private static SecretClient Secrets(Asked asked, string vault)
    {
        return new SecretClient(new Uri(vault), Credential(asked, asked.Value));
    }

    // What a program would write: the default, or an identity by one of its names.
    private static TokenCredential Credential(Asked asked, string value)
    {
        if (asked.Name == "none") return new DefaultAzureCredential();
        if (asked.Source == "workload-identity")
        {
            if (asked.Name != "client-id")
                throw new NotSupportedException("WorkloadIdentityCredentialOptions has a ClientId only");
            return new WorkloadIdentityCredential(new WorkloadIdentityCredentialOptions { ClientId = value });
        }
        switch (asked.Name)
        {
            case "client-id":
                return new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(value));
            case "object-id":
                return new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedObjectId(value));
            default:
                return new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedResourceId(new ResourceIdentifier(value)));
        }
    }
}
