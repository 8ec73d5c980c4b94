// A call of a real SDK is refused, is seen at once, explained, granted by what the page offers, made
// again, and seen to be allowed.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { browse } from "./walker.mjs";

const SOON = 1_000;
const order = JSON.parse(process.argv[2]);
const run = (file, words) => promisify(execFile)(file, words, { timeout: 300_000, cwd: order.folder });
const command = async (...words) => (await run(order.command, words)).stdout.trim();

await browse(order, async (walker) => {
  const { page, context } = walker;
  await walker.open(await command("portal", "--print-url"));
  const { origin } = new URL(page.url());
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });

  await walker.press("link", "Activity");
  await walker.see("Following.");
  await walker.look("activity");
  for (const form of order.forms) {
    await page.goto(`${origin}/activity`);
    await walker.see("Following.");
    const late = await appears(walker, "denied", () => call(false));
    await walker.expect(late < SOON, `a refusal is seen within a second, not after ${late} ms`);
    console.log(`seen after ${late} ms`);
    await follow(walker, walker.page.locator("table.events tbody tr", { hasText: "denied" }).first());
    await walker.see("Why it was refused");
    await walker.see("The token said");
    await walker.look(form === order.forms[0] ? "activity-refusal" : null);
    await apply(walker, form);
    await page.goto(`${origin}/activity`);
    await walker.see("Following.");
    await appears(walker, "allowed", () => call(true));
    await command("keyvault", "set-policy", "-n", order.vault, "--app", order.app, "--secret-permissions", "list");
  }

  // what it was granted, and what it used
  await page.goto(`${origin}/activity/apps/local/${order.app}`);
  await walker.see("What would be enough");
  await walker.look("activity-privilege");
  const smaller = await copied(walker, "Copy the commands");
  await walker.expect(smaller.includes("--app web1"), `a smaller policy, not ${smaller}`);
  await page.goto(`${origin}/activity/numbers?span=hour`);
  await walker.unfold("The numbers");
  await walker.look("activity-numbers");

  // the form narrows the list, with scripts or without
  await page.goto(`${origin}/activity`);
  await walker.type("App, or object id", order.app);
  await walker.select("Result", "Denied");
  await walker.press("button", "Show");
  await page.waitForURL(/[?&]result=denied/);
  await walker.see("Show all");
  const badges = await page.locator("table.events tbody .badge").allTextContents();
  await walker.expect(badges.length >= order.forms.length && badges.every((each) => each === "denied"),
    `refusals alone, not ${badges}`);

  // whoever reads is not hurried
  await walker.press("button", "Pause");
  await walker.see("Paused.");
  await page.setViewportSize({ width: 380, height: 760 });
  for (const address of ["", `/apps/local/${order.app}`, "/numbers"]) {
    await page.goto(`${origin}/activity${address}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    await walker.expect(!wide, `/activity${address} fits a narrow screen`);
  }
  console.log(`portal: explained and granted ${order.forms.length} times; axe looked ${walker.looked} times`);
});

// How many milliseconds after it was recorded a line of the app's decision is seen on the page.
async function appears(walker, outcome, happening) {
  await walker.page.evaluate(() => {
    globalThis.seen = new Map();
    const body = document.querySelector("table[data-events]").tBodies[0];
    new MutationObserver((changes) => {
      for (const change of changes) for (const row of change.addedNodes) globalThis.seen.set(row, Date.now());
    }).observe(body, { childList: true });
  });
  await happening();
  const found = await walker.page.waitForFunction((wanted) => {
    for (const [row, at] of globalThis.seen)
      if (row.textContent.includes("secrets/get") && row.textContent.includes(wanted))
        return at - Date.parse(row.querySelector("time").dateTime);
    return null;
  }, outcome);
  return found.jsonValue();
}

async function call(succeeds) {
  const done = await run(order.command, ["run", "--app", order.app, "--", ...order.sdk])
    .catch((failure) => failure);
  const words = `${done.stdout}${done.stderr}`;
  if (succeeds !== words.includes(order.secret)) throw new Error(`the SDK said: ${words}`);
}

async function follow(walker, row) {
  const link = row.getByRole("link");
  if (!walker.keyboard) return link.click();
  await walker.reach(link);
  await walker.page.keyboard.press("Enter");
}

async function apply(walker, form) {
  if (form === "template") {
    writeFileSync(join(order.folder, "grant.json"), await copied(walker, "Copy the template"));
    return shell(await copied(walker, "Copy the command that deploys it"));
  }
  return shell(await copied(walker, form === "az" ? "Copy az's command" : "Copy the command"));
}

async function copied(walker, label) {
  const button = walker.page.getByRole("button", { name: label, exact: true }).first();
  if (!walker.keyboard) await button.click();
  else {
    await walker.reach(button);
    await walker.page.keyboard.press("Enter");
  }
  return walker.page.evaluate(() => navigator.clipboard.readText());
}

// As somebody pastes it; az's words are nameplate's.
async function shell(line) {
  const define = `nameplate() { '${order.command}' "$@"; }; az() { nameplate "$@"; }`;
  await run("sh", ["-ec", `${define}\n${line}`]);
}
