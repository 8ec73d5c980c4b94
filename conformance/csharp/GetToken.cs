// The C# example of "How to use Azure Managed Service Identity (public preview) in App Service and
// Azure Functions" (Azure documentation; code under the MIT licence, see NOTICE). The published text
// is cut off after the call: the closing brace and Main are its ending.
using System;
using System.Net.Http;
using System.Threading.Tasks;

public static class Program
{
public static async Task<HttpResponseMessage> GetToken(string resource, string apiversion)  {
    HttpClient client = new HttpClient();
    client.DefaultRequestHeaders.Add("Secret", Environment.GetEnvironmentVariable("MSI_SECRET"));
    return await client.GetAsync(String.Format("{0}/?resource={1}&api-version={2}", Environment.GetEnvironmentVariable("MSI_ENDPOINT"), resource, apiversion));
}
    public static int Main(string[] words)
    {
        HttpResponseMessage answer = GetToken(words[0], words[1]).Result;
        Console.WriteLine(answer.Content.ReadAsStringAsync().Result);
        return answer.IsSuccessStatusCode ? 0 : 1;
    }
}
