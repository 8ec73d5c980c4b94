// Somebody who walks the portal: with a mouse, or with the keyboard alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const PATIENCE = 20_000;
const FURTHEST = 400;
const IN_BOTH_THEMES = ["identity-on", "activity"];

// A browser for the length of `walk`; nothing that a page says on its console may be an error.
export async function browse({ browser: executablePath, keyboard, pictures }, walk) {
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const context = await browser.newContext({
      viewport: { width: 1180, height: 760 },
      ignoreHTTPSErrors: true, // apps show a certificate of this home's own authority
    });
    context.setDefaultTimeout(PATIENCE);
    await walk(new Walker(context, await context.newPage(), { keyboard, pictures }));
  } finally {
    await browser.close();
  }
}

export class Walker {
  constructor(context, page, { keyboard = false, pictures = null }) {
    this.context = context;
    this.page = page;
    this.keyboard = keyboard;
    this.pictures = pictures;
    this.looked = 0;
    page.on("pageerror", (error) => { throw new Error(`${page.url()}: ${error.message}`); });
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("Failed to load resource"))
        throw new Error(`${page.url()}: ${message.text()}`);
    });
  }

  async open(address) {
    await this.page.goto(address);
    await this.page.waitForLoadState("networkidle");
  }

  // Press a link or a button.
  async press(role, name) {
    const found = this.page.getByRole(role, { name, exact: true }).first();
    await found.waitFor();
    if (!this.keyboard) await found.click();
    else {
      await this.reach(found);
      await this.page.keyboard.press("Enter");
    }
    await this.page.waitForLoadState("networkidle");
  }

  // Open what is folded.
  async unfold(name) {
    const found = this.page.locator("summary").filter({ hasText: name }).first();
    if (!this.keyboard) await found.click();
    else {
      await this.reach(found);
      await this.page.keyboard.press("Enter");
    }
  }

  async type(label, text) {
    const found = this.page.getByLabel(label, { exact: true });
    if (!this.keyboard) return found.fill(text);
    await this.reach(found);
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.type(text);
  }

  // One of few that stand side by side.
  async choose(label) {
    const wanted = this.page.getByRole("radio", { name: label, exact: true });
    if (!this.keyboard) return wanted.check({ force: true });
    const group = await wanted.getAttribute("name");
    await this.reach(this.page.locator(`input[type=radio][name="${group}"]:checked`));
    for (let turn = 0; turn < 10 && !(await wanted.isChecked()); turn += 1)
      await this.page.keyboard.press("ArrowRight");
    await this.expect(await wanted.isChecked(), `${label} is chosen`);
  }

  // One of a list.
  async select(label, option) {
    const found = this.page.getByLabel(label, { exact: true });
    if (!this.keyboard) return found.selectOption({ label: option });
    await this.reach(found);
    await this.page.keyboard.type(option);
    const shown = await found.evaluate((each) => each.selectedOptions[0].textContent);
    await this.expect(shown === option, `${option} is selected`);
  }

  // Tick a box.
  async tick(label) {
    const found = this.page.getByLabel(label, { exact: true });
    if (!this.keyboard) return found.check();
    await this.reach(found);
    await this.page.keyboard.press("Space");
    await this.expect(await found.isChecked(), `${label} is ticked`);
  }

  async see(text) {
    await this.page.getByText(text).first().waitFor();
  }

  // Tab on until something has the focus, which must then be seen.
  async reach(found) {
    for (let turn = 0; turn < FURTHEST; turn += 1) {
      if (await found.evaluate((each) => each === document.activeElement)) {
        await this.expect(await found.evaluate(focusIsSeen), `the focus is seen at ${this.page.url()}`);
        return;
      }
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`the keyboard does not reach ${found} at ${this.page.url()}`);
  }

  // Look at the page as it is: nothing for axe to find in either theme; keep a picture.
  async look(name = null) {
    for (const colorScheme of ["dark", "light"]) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await this.page.evaluate(AXE);
      const { violations } = await this.page.evaluate(() => globalThis.axe.run());
      const told = violations.map((each) =>
        `${each.id}: ${each.help}\n    ${each.nodes.map((node) => node.html.slice(0, 200)).join("\n    ")}`);
      await this.expect(told.length === 0, `${this.page.url()} (${colorScheme})\n  ${told.join("\n  ")}`);
      this.looked += 1;
      const suffix = colorScheme === "dark" ? "-dark" : "";
      if (this.pictures && name && (!suffix || IN_BOTH_THEMES.includes(name)))
        await this.page.screenshot({ path: join(this.pictures, `${name}${suffix}.png`) });
    }
  }

  // What another address answers, asked again until `fits` is content with it.
  async ask(address, fits, seconds = 60) {
    const page = await this.context.newPage();
    let last = "nothing";
    try {
      for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
        const answer = await page.goto(address).catch((problem) => { last = problem.message; });
        if (answer) {
          last = await answer.text();
          if (answer.ok() && fits(last)) return last;
        }
        await page.waitForTimeout(250);
      }
    } finally {
      await page.close();
    }
    throw new Error(`${address} answered ${last}`);
  }

  async expect(holds, words) {
    if (!holds) throw new Error(`expected: ${words}`);
  }
}

function focusIsSeen(element) {
  const seen = (each) => each && getComputedStyle(each).outlineStyle !== "none";
  return seen(element) || seen(element.nextElementSibling);
}
