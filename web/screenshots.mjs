// node screenshots.mjs COLLECTOR LAB FOLDER: see web/screenshots, which starts both.
import { chromium } from "playwright-core";

const [collector, lab, folder] = process.argv.slice(2);
const target = encodeURIComponent("http://mirror-1.example/simulated.bin");
const period = "from=2026-01-05T00:00:00.000Z&to=2026-02-02T00:00:00.000Z&tz=UTC";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-sync"],
});

async function picture(name, url, { colorScheme = "light", width = 1280, height = 860, ready, before } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, timezoneId: "UTC", reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator(ready).first().waitFor({ timeout: 60000 });
  if (before) await before(page);
  await page.waitForFunction(() => !document.querySelector(".loading"), undefined, { timeout: 60000 });
  await page.screenshot({ path: `${folder}/${name}.png` });
  await context.close();
}

await picture("overview", `${collector}#/overview?${period}`, { ready: "a.tile" });
await picture("target", `${collector}#/target?target=${target}&${period}`, { ready: ".u-over", height: 1100 });
await picture("congestion", `${collector}#/congestion?${period}`, {
  ready: "details",
  colorScheme: "dark",
  before: (page) => page.locator("details summary").first().click(),
});
await picture("lab", `${lab}#/lab`, {
  ready: ".replica",
  height: 1000,
  before: async (page) => {
    await page.getByRole("button", { name: /^Download the file/ }).click();
    await page.locator(".sources li").nth(3).waitFor();
    await page.waitForTimeout(4000);
    await page.getByRole("button", { name: "Stop replica 1" }).click();
    await page.locator(".failures li").first().waitFor();
    await page.waitForTimeout(3000);
  },
});
await picture("phone", `${lab}#/transfers`, { ready: ".transfer", width: 390, height: 844, colorScheme: "dark" });
await browser.close();
