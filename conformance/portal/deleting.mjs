// An app is deleted by whoever types its name, after the page has said what goes with it.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { browse } from "./walker.mjs";

const order = JSON.parse(process.argv[2]);
const command = async (...words) =>
  (await promisify(execFile)(order.command, words, { timeout: 300_000 })).stdout.trim();

await browse(order, async (walker) => {
  await walker.open(await command("portal", "--print-url"));
  await walker.press("link", "web1");
  await walker.press("link", "Delete this app");
  await walker.see("Its identity,");
  await walker.see("staging");
  await walker.look();

  // another name deletes nothing
  await walker.type("Type web1", "web2");
  await walker.press("button", "Delete web1");
  await walker.see("Nothing was deleted: type web1");
  await walker.look();

  await walker.type("Type web1", "web1");
  await walker.press("button", "Delete web1");
  await walker.see("web1 was deleted, with its identity and its slots (staging).");
  await walker.see("No apps yet");

  console.log(`portal: web1 is gone; axe looked ${walker.looked} times`);
});
