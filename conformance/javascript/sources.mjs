// Managed identity by whatever source the environment says. Tries each selector that is given
// ("clientId=.."), and prints, as JSON, whose token a vault accepted or which error was thrown.
import { ManagedIdentityCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";

const [vault, ...selectors] = process.argv.slice(2);
const scope = "https://vault.azure.net/.default";

function owner(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url")).oid;
}

async function tried(selector) {
  const [name, value] = selector.split("=");
  try {
    const options = name === "system" ? [] : [{ [name]: value }];
    const credential = new ManagedIdentityCredential(...options);
    for await (const _ of new SecretClient(vault, credential).listPropertiesOfSecrets());
    return owner((await credential.getToken(scope)).token);
  } catch (error) {
    return error.name;
  }
}

const found = {};
for (const selector of selectors) found[selector] = await tried(selector);
console.log(JSON.stringify(found));
