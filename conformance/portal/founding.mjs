// The founding document's steps: create, On, Save, restart, a permission, and the app reads its secret.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { browse } from "./walker.mjs";

const order = JSON.parse(process.argv[2]);
const command = async (...words) =>
  (await promisify(execFile)(order.command, words, { timeout: 300_000 })).stdout.trim();
const isFunction = order.kind === "functionapp";
const name = isFunction ? "func1" : "web1";
const OF_FUNCTIONS = ["features", "identity-on"]; // the other steps look alike
const picture = (what) =>
  isFunction ? (OF_FUNCTIONS.includes(what) ? `function-${what}` : null) : what;

await browse(order, async (walker) => {
  await walker.open(await command("portal", "--print-url"));
  await walker.see("No apps yet");
  await walker.look(isFunction ? null : "apps-empty");

  // create an app as you normally would
  await walker.press("link", isFunction ? "Create a function app" : "Create a web app");
  await walker.type("Name", name);
  await walker.look(picture("create"));
  await walker.press("button", "Create");
  await walker.see(`${name} was created.`);
  await walker.look(picture("overview"));
  const address = await walker.page.locator(".facts a[rel=noreferrer]").getAttribute("href");
  await command(order.kind, ...(isFunction ? ["up", "-n", name, "--src"] : ["deploy", "-n", name, "--type", "zip", "--src-path"]), order.content);
  const before = JSON.parse(await walker.ask(address + order.path, (text) => text.includes("identity")));
  await walker.expect(before.identity === null, "the app has no identity yet");

  // a function app: Platform features; others: scroll down to the Settings group
  if (isFunction) {
    await walker.press("link", "Platform features");
    await walker.look(picture("features"));
    await walker.page.locator(".cards a", { hasText: "Managed service identity" }).waitFor();
  }
  await walker.press("link", "Managed service identity");

  // Register with Azure Active Directory: On, Save
  await walker.look(picture("identity-off"));
  await walker.choose("On");
  await walker.press("button", "Save");
  await walker.see("Off deletes the principal.");
  await walker.see("Object id");
  await walker.look(picture("identity-on"));

  // the restart that it takes
  await walker.press("button", `Restart ${name}`);
  await walker.see(`${name} restarts`);
  const refused = (text) => JSON.parse(text).secret === 403;
  await walker.ask(address + order.path, refused);

  // the permission: an access policy that includes the app's identity
  await walker.press("link", "Vaults");
  await walker.press("link", order.vault);
  await walker.press("link", "Access policies");
  await walker.press("link", "Add an access policy");
  await walker.press("link", name);
  await walker.tick("Get: read a value");
  await walker.tick("List: see names and attributes");
  await walker.look(picture("policy"));
  await walker.press("button", "Save");
  await walker.see("get, list");
  const after = JSON.parse(await walker.ask(address + order.path, (text) => !refused(text)));
  await walker.expect(after.secret === order.secret, `the app reads its secret, not ${after.secret}`);

  await walker.press("link", "Apps");
  await walker.press("link", name);
  await walker.press("link", "Managed service identity");
  await walker.see("secrets: get, list");
  await walker.page.locator("#user").evaluate((each) => each.scrollIntoView());
  await walker.look(picture("holdings"));
  await walker.press("link", "Apps");
  await walker.look(picture("apps"));
  console.log(`portal: ${name} reads its secret; axe looked ${walker.looked} times`);
});
