// How often @azure/identity asks when it is refused. Its pauses are left out: how often it asks does
// not depend on how long it waits.
const wait = globalThis.setTimeout;
globalThis.setTimeout = (then, _, ...given) => wait(then, 0, ...given);
const { ManagedIdentityCredential } = await import("@azure/identity");

try {
  await new ManagedIdentityCredential().getToken("https://vault.azure.net/.default");
  console.log("token");
} catch (error) {
  console.log(`refused: ${error.name}`);
}
