// What the SDK for JavaScript can do with secrets, with no option changed.
import assert from "node:assert/strict";
import { DefaultAzureCredential, ManagedIdentityCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";

const vault = process.argv[2];
for (const credential of [new DefaultAzureCredential(), new ManagedIdentityCredential()]) {
  const client = new SecretClient(vault, credential);
  const name = `js-${credential.constructor.name}`;

  const set = await client.setSecret(name, "one", { contentType: "text/plain", tags: { a: "1" } });
  assert.equal(set.value, "one");
  await client.setSecret(name, "two");
  assert.equal((await client.getSecret(name)).value, "two");
  assert.equal((await client.getSecret(name, { version: set.properties.version })).value, "one");

  await client.updateSecretProperties(name, set.properties.version, { enabled: false });
  await assert.rejects(client.getSecret(name, { version: set.properties.version }), { statusCode: 403 });

  let versions = 0;
  for await (const properties of client.listPropertiesOfSecretVersions(name)) {
    assert.equal(properties.name, name);
    versions += 1;
  }
  assert.equal(versions, 2);

  const names = [];
  for await (const page of client.listPropertiesOfSecrets().byPage({ maxPageSize: 1 })) {
    names.push(...page.map((item) => item.name));
  }
  assert.ok(names.includes(name));

  const backup = await client.backupSecret(name);
  const poller = await client.beginDeleteSecret(name, { intervalInMs: 50 });
  await poller.pollUntilDone();
  assert.ok((await client.getDeletedSecret(name)).recoveryId);
  const recovery = await client.beginRecoverDeletedSecret(name, { intervalInMs: 50 });
  await recovery.pollUntilDone();
  await (await client.beginDeleteSecret(name, { intervalInMs: 50 })).pollUntilDone();
  await client.purgeDeletedSecret(name);
  await assert.rejects(client.getSecret(name), { code: "SecretNotFound" });
  await client.restoreSecretBackup(backup);
  assert.equal((await client.getSecret(name)).value, "two");
}
console.log("javascript: ok");
