// Every address of a list, as it is shown: nothing for axe to find, in either theme.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { browse } from "./walker.mjs";

const order = JSON.parse(process.argv[2]);
const { stdout } = await promisify(execFile)(order.command, ["portal", "--print-url"]);

await browse(order, async (walker) => {
  await walker.open(new URL(stdout.trim()).origin + "/sign-in");
  await walker.look(order.names ? "sign-in" : null);
  await walker.open(stdout.trim());
  await walker.page.waitForURL(/\/apps$/);
  const { origin } = new URL(walker.page.url());
  for (const [address, picture] of order.pages) {
    await walker.open(origin + address);
    await walker.look(picture);
    await walker.page.setViewportSize({ width: 380, height: 760 });
    const wide = await walker.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    await walker.expect(!wide, `${address} fits a narrow screen`);
    await walker.page.setViewportSize({ width: 1180, height: 760 });
  }
  console.log(`portal: ${order.pages.length} pages; axe looked ${walker.looked} times`);
});
