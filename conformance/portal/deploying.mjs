// A template: its parameters as a form, what it would change, the live graph; then its vault and the keys.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { browse } from "./walker.mjs";

const order = JSON.parse(process.argv[2]);
const { stdout } = await promisify(execFile)(order.command, ["portal", "--print-url"]);

await browse(order, async (walker) => {
  await walker.open(stdout.trim());
  await walker.see("No apps yet");
  await walker.press("link", "Deployments");
  await walker.see("Nothing was deployed here yet");
  await walker.look();
  await walker.press("link", "Deploy a template");
  await walker.page.getByLabel("Or its text").fill(order.template); // pasted
  await walker.press("button", "Read it");
  await walker.type("name", "shop");
  await walker.type("dbPassword", "from-the-form");
  await walker.press("button", "What would it change?");
  await walker.see("8 create");
  await walker.look("what-if");
  await walker.expect(!(await walker.page.content()).includes("from-the-form"), "no secret is shown back");
  await walker.press("button", "Deploy");
  await walker.page.waitForURL(/\/deployments\/local\/main$/);
  await walker.page.locator("#state", { hasText: "Succeeded" }).waitFor();
  await walker.see("hostName");
  await walker.expect((await walker.page.locator(".node.good").count()) === 8, "every node is done");
  await walker.look();

  // the vault that it made: its owner gives themselves a policy, and reads the secret
  await walker.press("link", "Vaults");
  const vault = await walker.page.locator("tbody th a span").first().textContent();
  await walker.press("link", vault);
  await walker.press("link", "Secrets");
  await walker.see("The vault refused.");
  await walker.look();
  await walker.press("link", "My access policy");
  for (const label of ["Get: read a value", "List: see names and attributes", "Set: write values, change attributes"])
    await walker.tick(label);
  await walker.press("button", "Save");
  await walker.see("may get, list, set secrets");
  await walker.press("link", "Secrets");
  await walker.press("link", "db-password");
  await walker.type("Value", "from-the-portal");
  await walker.press("button", "Write a new version");
  await walker.see("has a new version");
  await walker.expect(!(await walker.page.content()).includes("from-the-portal"), "no value unasked");
  const shows = walker.page.getByRole("button", { name: /^Show the value of version/ }).first();
  await walker.press("button", await shows.getAttribute("aria-label"));
  await walker.see("from-the-portal");
  await walker.look();

  await walker.press("link", "Keys");
  await walker.press("button", "Rotate now");
  await walker.see("The next key signs from now on.");
  await walker.look();
  console.log(`portal: deployed, rotated and read; axe looked ${walker.looked} times`);
});
