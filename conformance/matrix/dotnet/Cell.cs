// One cell of the matrix: each step is asked for each selector and reported as a line of JSON. What a
// step does is in ../../README.md; which cell it is, in the file that NAMEPLATE_CELL names.
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

// What differs from package to package.
public abstract class Client
{
    // A token of a new credential, and when it ends if the package tells.
    public abstract Task<(string Token, DateTimeOffset? Ends)> Token(Asked asked, string value);

    public abstract Task SetSecret(Asked asked, string vault, string name, string content);

    public abstract Task<string> GetSecret(Asked asked, string vault, string name);

    public abstract Task<List<string>> ListSecrets(Asked asked, string vault);

    // The status of an answer that a vault's client threw; 0 for any other error.
    public abstract int StatusOf(Exception error);
}

// A selector, and the cell's places.
public sealed class Asked
{
    private readonly JsonNode _cell;
    private readonly JsonNode _selector;

    public Asked(JsonNode cell, JsonNode selector)
    {
        _cell = cell;
        _selector = selector;
    }

    public string Source { get { return (string)_cell["source"]; } }
    public string Resource { get { return (string)_cell["resource"]; } }
    public string Vault { get { return (string)_cell["vault"]; } }
    public string ForbiddenVault { get { return (string)_cell["forbidden_vault"]; } }
    public int Least { get { return (int)_cell["least"]; } }
    public string Name { get { return (string)_selector["name"]; } }
    public string Value { get { return (string)_selector["value"]; } }
    public string Wrong { get { return (string)_selector["wrong"]; } }
    public string Secret { get { return (string)_selector["secret"]; } }
    public string Content { get { return (string)_selector["content"]; } }
}

public sealed class Cell
{
    private readonly Client _client;

    private Cell(Client client)
    {
        _client = client;
    }

    public static async Task Run(Client client)
    {
        string file = Environment.GetEnvironmentVariable("NAMEPLATE_CELL");
        JsonNode cell = JsonNode.Parse(File.ReadAllText(file));
        foreach (JsonNode selector in cell["selectors"].AsArray())
            foreach (JsonNode step in cell["steps"].AsArray())
                if ((string)step != "wrong-id" || (string)selector["name"] != "none")
                    Console.WriteLine(await new Cell(client).Report(new Asked(cell, selector), (string)step));
    }

    private async Task<string> Report(Asked asked, string step)
    {
        var line = new JsonObject { ["selector"] = asked.Name, ["step"] = step, ["ok"] = true, ["detail"] = "" };
        try
        {
            await Take(asked, step, line);
        }
        catch (Exception error)
        {
            line["ok"] = false;
            line["detail"] = Brief(error);
        }
        return line.ToJsonString();
    }

    private async Task Take(Asked asked, string step, JsonObject line)
    {
        switch (step)
        {
            case "token":
                await Token(asked, line);
                break;
            case "wrong-id":
                line["detail"] = Brief(await Refused(_client.Token(asked, asked.Wrong)));
                break;
            case "secret-set":
                await _client.SetSecret(asked, asked.Vault, asked.Secret, asked.Content);
                break;
            case "secret-list":
                List<string> names = await _client.ListSecrets(asked, asked.Vault);
                if (!names.Contains(asked.Secret) || names.Count < asked.Least)
                    throw new InvalidDataException(names.Count + " secrets came");
                break;
            case "forbidden":
                Exception refused = await Refused(_client.GetSecret(asked, asked.ForbiddenVault, "anything"));
                line["detail"] = Brief(refused);
                if (_client.StatusOf(refused) != 403) throw refused;
                break;
            default: // secret-get, throttled, unavailable
                if (await _client.GetSecret(asked, asked.Vault, asked.Secret) != asked.Content)
                    throw new InvalidDataException("another content came");
                break;
        }
    }

    private async Task Token(Asked asked, JsonObject line)
    {
        var found = await _client.Token(asked, asked.Value);
        string payload = found.Token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        payload = payload.PadRight((payload.Length + 3) / 4 * 4, '=');
        JsonNode claims = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(payload)));
        var told = new JsonObject();
        foreach (string name in new[] { "oid", "appid", "aud", "xms_mirid" })
            told[name] = (string)claims[name];
        line["claims"] = told;
        if (found.Ends != null)
            line["expires_in"] = (long)(found.Ends.Value - DateTimeOffset.UtcNow).TotalSeconds;
    }

    private static async Task<Exception> Refused(Task asking)
    {
        try
        {
            await asking;
        }
        catch (Exception refused)
        {
            return refused;
        }
        throw new InvalidDataException("it was not refused");
    }

    // An error's type and the first line of what it says.
    private static string Brief(Exception error)
    {
        string said = (error.GetType().Name + ": " + error.Message).Split('\n')[0].Trim();
        return said.Substring(0, Math.Min(said.Length, 200));
    }
}
