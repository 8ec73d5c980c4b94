// One cell of the matrix, asked by HttpClient alone: what a program does where no SDK is. What a step
// does is in ../../README.md; which cell it is, in the JSON file that NAMEPLATE_CELL names.
using System;
using System.Collections.Generic;
using System.IO;
using System.Json;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;

public static class Program
{
    static JsonValue cell;
    static readonly HttpClient Http = new HttpClient(new HttpClientHandler
    {
        // Service Fabric's token service has a certificate that nobody signed: it is known by its hash.
        ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) =>
            errors == System.Net.Security.SslPolicyErrors.None
            || (request.RequestUri.OriginalString.StartsWith(Variable("IDENTITY_ENDPOINT") ?? "none")
                && certificate.GetCertHashString() == Variable("IDENTITY_SERVER_THUMBPRINT"))
    });

    public static int Main()
    {
        cell = JsonValue.Parse(File.ReadAllText(Variable("NAMEPLATE_CELL")));
        foreach (JsonValue selector in (JsonArray)cell["selectors"])
            foreach (string step in (JsonArray)cell["steps"])
                if (step != "wrong-id" || selector["name"] != "none")
                    Console.WriteLine(Report(selector, step).ToString());
        return 0;
    }

    static JsonObject Report(JsonValue selector, string step)
    {
        var line = new JsonObject { { "selector", selector["name"] }, { "step", step }, { "ok", true }, { "detail", "" } };
        try
        {
            Take(selector, step, line);
        }
        catch (Exception error)
        {
            line["ok"] = false;
            line["detail"] = Brief(error);
        }
        return line;
    }

    static void Take(JsonValue selector, string step, JsonObject line)
    {
        string secret = cell["vault"] + "/secrets/" + selector["secret"];
        switch (step)
        {
            case "token":
                Token(selector, line);
                break;
            case "wrong-id":
                line["detail"] = Refused(() => Ask(selector["name"], selector["wrong"]));
                break;
            case "secret-set":
                var content = new JsonObject { { "value", selector["content"] } };
                Vault(HttpMethod.Put, secret, selector, content.ToString());
                break;
            case "secret-list":
                List(selector);
                break;
            case "forbidden":
                string refused = Refused(() => Vault(HttpMethod.Get, cell["forbidden_vault"] + "/secrets/anything", selector));
                line["detail"] = refused;
                if (!refused.Contains("403")) throw new Exception("not 403: " + refused);
                break;
            default: // secret-get, throttled, unavailable
                if (Vault(HttpMethod.Get, secret, selector)["value"] != (string)selector["content"])
                    throw new Exception("another content came");
                break;
        }
    }

    static void Token(JsonValue selector, JsonObject line)
    {
        JsonValue answer = Ask(selector["name"], selector["value"]);
        string payload = ((string)answer["access_token"]).Split('.')[1].Replace('-', '+').Replace('_', '/');
        payload = payload.PadRight((payload.Length + 3) / 4 * 4, '=');
        JsonValue claims = JsonValue.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(payload)));
        var told = new JsonObject();
        foreach (string name in new[] { "oid", "appid", "aud", "xms_mirid" })
            told[name] = claims.ContainsKey(name) ? claims[name] : null;
        line["claims"] = told;
        // Workload identity's answer says how long, all others' say until when: both as text or as number.
        line["expires_in"] = answer.ContainsKey("expires_on")
            ? Number(answer["expires_on"]) - DateTimeOffset.UtcNow.ToUnixTimeSeconds()
            : Number(answer["expires_in"]);
    }

    static void List(JsonValue selector)
    {
        var names = new List<string>();
        string page = cell["vault"] + "/secrets";
        while (page != null)
        {
            JsonValue answer = Vault(HttpMethod.Get, page, selector);
            names.AddRange(((JsonArray)answer["value"]).Select(each => ((string)each["id"]).Split('/').Last()));
            page = answer["nextLink"];
        }
        if (!names.Contains(selector["secret"]) || names.Count < (int)cell["least"])
            throw new Exception(names.Count + " secrets came");
    }

    static JsonValue Vault(HttpMethod method, string url, JsonValue selector, string body = null)
    {
        string token = Ask(selector["name"], selector["value"])["access_token"];
        return Send(() =>
        {
            var request = new HttpRequestMessage(method, url.Contains("?") ? url : url + "?api-version=7.4");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (body != null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            return request;
        });
    }

    // A token of the source that the process was started with: each has a protocol of its own.
    static JsonValue Ask(string selector, string value)
    {
        string resource = cell["resource"];
        switch ((string)cell["source"])
        {
            case "app-service":
                return Get("IDENTITY_ENDPOINT", "2019-08-01", Choice(selector, value), "X-IDENTITY-HEADER", Variable("IDENTITY_HEADER"));
            case "app-service-2017":
            case "azure-ml":
                string chosen = Choice(selector, value).Replace("client_id", "clientid");
                return Get("MSI_ENDPOINT", "2017-09-01", chosen, "Secret", Variable("MSI_SECRET"));
            case "imds":
                return Get(null, "2018-02-01", Choice(selector, value), "Metadata", "true");
            case "arc":
                string key = Challenged("IDENTITY_ENDPOINT", "2020-06-01", Choice(selector, value));
                return Get("IDENTITY_ENDPOINT", "2020-06-01", Choice(selector, value), "Authorization", "Basic " + key);
            case "service-fabric":
                if (selector != "none") throw new NotSupportedException("the cluster chooses the identity");
                return Get("IDENTITY_ENDPOINT", "2019-07-01-preview", "", "Secret", Variable("IDENTITY_HEADER"));
            case "cloud-shell":
                if (selector != "none") throw new NotSupportedException("Cloud Shell has one account");
                return Post(Variable("MSI_ENDPOINT"), new Dictionary<string, string> { { "resource", resource } });
            default: // workload-identity
                if (selector == "object-id" || selector == "resource-id")
                    throw new NotSupportedException("a workload identity is known by its client id");
                string authority = Variable("AZURE_AUTHORITY_HOST") + Variable("AZURE_TENANT_ID");
                return Post(authority + "/oauth2/v2.0/token", new Dictionary<string, string>
                {
                    { "grant_type", "client_credentials" },
                    { "client_id", value ?? Variable("AZURE_CLIENT_ID") },
                    { "scope", resource + "/.default" },
                    { "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" },
                    { "client_assertion", File.ReadAllText(Variable("AZURE_FEDERATED_TOKEN_FILE")) }
                });
        }
    }

    static string Choice(string selector, string value)
    {
        var names = new Dictionary<string, string>
        {
            { "client-id", "client_id" }, { "object-id", "object_id" }, { "resource-id", "mi_res_id" }
        };
        return selector == "none" ? "" : "&" + names[selector] + "=" + Uri.EscapeDataString(value);
    }

    static JsonValue Get(string endpoint, string version, string choice, string header, string value)
    {
        return Send(() => Question(endpoint, version, choice, header, value));
    }

    static JsonValue Post(string url, Dictionary<string, string> form)
    {
        return Send(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
            request.Headers.Add("Metadata", "true");
            return request;
        });
    }

    static HttpRequestMessage Question(string endpoint, string version, string choice, string header, string value)
    {
        string machine = Variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? "http://169.254.169.254";
        string url = endpoint != null ? Variable(endpoint) : machine + "/metadata/identity/oauth2/token";
        url += "?api-version=" + version + "&resource=" + Uri.EscapeDataString(cell["resource"]) + choice;
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation(header, value);
        if (header == "Authorization") request.Headers.Add("Metadata", "true");
        return request;
    }

    // Azure Arc: the first answer names a file that only this machine's users of its agent can read.
    static string Challenged(string endpoint, string version, string choice)
    {
        HttpResponseMessage answer = Again(() => Question(endpoint, version, choice, "Metadata", "true"));
        string challenge = answer.Headers.WwwAuthenticate.ToString();
        return File.ReadAllText(challenge.Substring(challenge.IndexOf('=') + 1));
    }

    static JsonValue Send(Func<HttpRequestMessage> question)
    {
        HttpResponseMessage answer = Again(question);
        string text = answer.Content.ReadAsStringAsync().Result;
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException((int)answer.StatusCode + " " + text);
        return JsonValue.Parse(text);
    }

    // HttpClient repeats nothing: a program that wants to be told "later" waits by itself.
    static HttpResponseMessage Again(Func<HttpRequestMessage> question)
    {
        for (int left = 3; ; left--)
        {
            HttpResponseMessage answer = Http.SendAsync(question()).Result;
            if (left == 0 || ((int)answer.StatusCode != 429 && (int)answer.StatusCode < 500)) return answer;
            RetryConditionHeaderValue after = answer.Headers.RetryAfter;
            Thread.Sleep(after != null && after.Delta != null ? after.Delta.Value : TimeSpan.FromSeconds(1));
        }
    }

    static string Refused(Action action)
    {
        try
        {
            action();
        }
        catch (Exception refused)
        {
            return Brief(refused);
        }
        throw new Exception("it was not refused");
    }

    static long Number(JsonValue value)
    {
        return long.Parse(value.JsonType == JsonType.String ? (string)value : value.ToString());
    }

    static string Variable(string name)
    {
        return Environment.GetEnvironmentVariable(name);
    }

    // An error's type and the first line of what it says; what a task wraps is the error.
    static string Brief(Exception error)
    {
        Exception inner = error is AggregateException ? error.GetBaseException() : error;
        string said = (inner.GetType().Name + ": " + inner.Message).Split('\n')[0].Trim();
        return said.Substring(0, Math.Min(said.Length, 200));
    }
}
