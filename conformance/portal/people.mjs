// People sign in through the authority: each finds what their roles show, and may do what they say.
import { browse } from "./walker.mjs";

const order = JSON.parse(process.argv[2]);

for (const { name, password, sees, offers } of order.people)
  await browse(order, async (walker) => {
    const { page } = walker;
    await walker.open(`${order.origin}/apps/local/web1/identity`);
    await walker.press("link", "Sign in");

    // the authority's own page, at another site
    await walker.type("Name", name);
    await walker.type("Password", password);
    await walker.press("button", "Sign in");

    // back where they wanted to go, signed in: the landing page leads on
    await page.waitForURL(/\/apps\/local\/web1\/identity$/);
    if (!sees) {
      await walker.see("You may not do that");
    } else {
      await walker.see("Register with Azure Active Directory");
      const saves = await page.getByRole("button", { name: "Save", exact: true }).count();
      await walker.expect((saves > 0) === offers, `${name} is ${offers ? "" : "not "}offered to save`);
    }

    // the same request, forged: with the form's own token, which a page of theirs has
    const status = await page.evaluate(async (path) => {
      const csrf = document.querySelector("input[name=csrf]").value;
      const body = new URLSearchParams({ csrf, action: "register", register: "on", seen: "{}", etag: "" });
      return (await fetch(path, { method: "POST", body })).status;
    }, "/apps/local/web1/identity");
    await walker.expect(status === (offers ? 200 : 403), `${name} forges and is answered ${status}`);

    // no script reads the cookie, no other site frames a page or sends a form
    await walker.expect((await page.evaluate(() => document.cookie)) === "", "no cookie for scripts");
    await framed(walker, `${order.origin}/apps`);
    await foreign(walker, `${order.origin}/apps/local/web1`);

    // signed out, and the way back shows nothing
    await walker.open(`${order.origin}/`);
    await walker.press("button", "Sign out");
    await page.waitForURL(/\/sign-in$/);
    await page.goBack();
    await page.waitForURL(/\/sign-in/);
    console.log(`portal: ${name} found what their roles say`);
  });

// A page of another site that puts the portal in a frame.
async function framed(walker, address) {
  const page = await walker.context.newPage();
  await page.route("http://elsewhere.test/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${address}"></iframe>` }));
  await page.goto("http://elsewhere.test/");
  await page.waitForLoadState("networkidle");
  const inside = page.frames()[1];
  const text = inside ? await inside.evaluate(() => document.body?.innerText ?? "").catch(() => "") : "";
  await walker.expect(!text.includes("Nameplate"), "no other site frames the portal");
  await page.close();
}

// A page of another site that sends a form with whatever cookies the browser has.
async function foreign(walker, address) {
  const page = await walker.context.newPage();
  await page.route("http://elsewhere.test/", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<form method="post" action="${address}"><input name="action" value="stop"><button>x</button></form>`,
    }));
  await page.goto("http://elsewhere.test/");
  const [answer] = await Promise.all([
    page.waitForResponse((each) => each.url() === address),
    page.getByRole("button").click(),
  ]);
  await walker.expect(answer.status() === 403, `a form of another site is answered ${answer.status()}`);
  await walker.expect(!(answer.request().headers().cookie ?? "").includes("nameplate-portal="), "without the cookie");
  await page.close();
}
