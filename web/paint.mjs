// node paint.mjs COLLECTOR VISITS: see bench/paint, which starts the collector and fills it.
import { chromium } from "playwright-core";

const [collector, count] = process.argv.slice(2);
const target = encodeURIComponent("http://mirror-1.example/simulated.bin");
const period = "from=2026-01-05T00:00:00.000Z&to=2026-02-04T00:00:00.000Z&tz=UTC";
const pages = {
  overview: [`overview?${period}`, "a.tile"],
  target: [`target?target=${target}&${period}`, ".heat"],
  congestion: [`congestion?${period}`, "details"],
  transfers: ["transfers?tz=UTC", "td"],
  runs: [`runs?${period}`, ".empty"],
  lab: ["lab", ".empty"],
};

/** In the page: when what it shows was there, and nothing was said to be loading for half a second after. */
function watch(ready) {
  let since = null;
  const look = () => {
    const stands = document.querySelector(ready) && !document.querySelector(".loading");
    since = stands ? (since ?? performance.now()) : null;
    if (since !== null && performance.now() - since > 500) window.stands = since;
    else requestAnimationFrame(look);
  };
  look();
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-sync"],
});

async function visit([hash, ready]) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, timezoneId: "UTC", reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.addInitScript(watch, ready);
  await page.goto(`${collector}#/${hash}`);
  await page.waitForFunction(() => window.stands, undefined, { timeout: 120000 });
  const times = await page.evaluate(
    () =>
      new Promise((done) =>
        new PerformanceObserver((list) => {
          const paint = list.getEntriesByName("first-contentful-paint")[0];
          if (paint) done({ paint: paint.startTime, stands: window.stands });
        }).observe({ type: "paint", buffered: true }),
      ),
  );
  await context.close();
  return times;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const ms = (value) => value.toFixed(0).padStart(8);

// The browser's own first page, which no page of ours is to blame for.
await visit(pages.lab);
console.log(`${"page".padEnd(12)}   paint  stands   first   (ms; medians of ${count} visits, and the first)`);
let slowest = 0;
for (const [name, page] of Object.entries(pages)) {
  const first = await visit(page);
  const times = [];
  for (let i = 0; i < Number(count); i++) times.push(await visit(page));
  const paint = median(times.map((one) => one.paint));
  slowest = Math.max(slowest, paint);
  console.log(`${name.padEnd(12)}${ms(paint)}${ms(median(times.map((one) => one.stands)))}${ms(first.stands)}`);
}
await browser.close();

const questions = {
  overview: `overview?${period}`,
  bands: `bands?${period}&target=${target}&by=target`,
  smoke: `smoke?${period}&target=${target}`,
  heatmap: `heatmap?${period}&target=${target}`,
  "analysis (kept)": `analysis?${period}`,
};
for (const [name, question] of Object.entries(questions)) {
  const times = [];
  for (let i = 0; i < Number(count); i++) {
    const began = performance.now();
    await (await fetch(`${collector}api/v1/${question.replaceAll(":", "%3A")}`)).arrayBuffer();
    times.push(performance.now() - began);
  }
  console.log(`${`API ${name}`.padEnd(20)}${ms(median(times))}`);
}
if (slowest >= 300) {
  console.log(`the first paint of a page took ${slowest.toFixed(0)} ms; 300 is the bar`);
  process.exit(1);
}
