// Ordinary code for Azure: it asks for no secret and reads no setting of ours.
// On this machine: nameplate run --app web1 -- node app.mjs
import { DefaultAzureCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";

const client = new SecretClient("https://contoso.vault.azure.net", new DefaultAzureCredential());
try {
  const secret = await client.getSecret("db-password");
  console.log(`The vault says: ${secret.value}`);
} catch (problem) {
  const refused = problem.statusCode === 403;
  console.error(`${refused ? "refused" : "no identity"}: ${problem.message}`);
  process.exitCode = refused ? 3 : 2;
}
