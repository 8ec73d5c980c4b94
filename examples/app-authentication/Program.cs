// The app as it was: .NET, Microsoft.Azure.Services.AppAuthentication and Microsoft.Azure.KeyVault.
// app.py is its twin, line by line.
using System;
using System.Threading.Tasks;
using Microsoft.Azure.KeyVault;
using Microsoft.Azure.Services.AppAuthentication;

public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        try
        {
            // Who it runs as is said outside: in AzureServicesAuthConnectionString.
            var provider = new AzureServiceTokenProvider();
            var callback = new KeyVaultClient.AuthenticationCallback(provider.KeyVaultTokenCallback);
            using (var client = new KeyVaultClient(callback))
            {
                var secret = await client.GetSecretAsync("https://contoso.vault.azure.net", args[0]);
                Console.WriteLine(secret.Value);
            }

            var result = await provider.GetAuthenticationResultAsync("https://management.azure.com/");
            var minutes = (result.ExpiresOn - DateTimeOffset.UtcNow).TotalMinutes;
            Console.WriteLine(minutes > 5 ? "a token for management, too" : "a token that ends");
            Console.WriteLine(provider.PrincipalUsed);
        }
        catch (Exception refused)
            when (refused is AzureServiceTokenProviderException || refused is ArgumentException)
        {
            Console.Error.WriteLine(refused.Message);
            return 1;
        }
        return 0;
    }
}
