import { useEffect, useRef, useState } from "preact/hooks";
import type { Smoke } from "../api";
import { Empty } from "../parts/basics";
import { Figure } from "../parts/figure";
import { useDark, usePalette, useZone } from "../parts/settings";
import { count, seconds, share } from "../format";
import type { Period } from "../view";
import { stepTime } from "./timechart";

const HEIGHT = 240;
const LEFT = 78;
const BOTTOM = 24;
const TOP = 8;

/** Lost share of a step and the colour of its median, as SmokePing has it; colours differ in lightness too. */
const LOSS: { most: number; name: string; light: string; dark: string }[] = [
  { most: 0, name: "0", light: "#009e73", dark: "#2fc195" },
  { most: 0.01, name: "to 1 %", light: "#56b4e9", dark: "#8ad0f5" },
  { most: 0.05, name: "to 5 %", light: "#e69f00", dark: "#f0b43c" },
  { most: 0.2, name: "to 20 %", light: "#d55e00", dark: "#f08040" },
  { most: 1, name: "more", light: "#8b0000", dark: "#ff6b6b" },
];

const lossColor = (lost: number | null, isDark: boolean) => {
  const one = LOSS.find((step) => (lost ?? 0) <= step.most) ?? LOSS.at(-1)!;
  return isDark ? one.dark : one.light;
};

const valueOf = (bucket: number) => 2 ** (bucket / 32);

/** The density of all round trips over time. */
export function SmokeChart({ smoke, period }: { smoke: Smoke | undefined; period: Period }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(600);
  const [at, setAt] = useState<number | null>(null);
  const palette = usePalette();
  const dark = useDark();
  const zone = useZone();

  useEffect(() => {
    const element = canvas.current?.parentElement;
    if (!element) return;
    const resize = new ResizeObserver(() => setWidth(Math.max(240, element.clientWidth)));
    resize.observe(element);
    return () => resize.disconnect();
  }, [smoke === undefined]);

  const from = (period.from ?? (smoke?.at_unix_s[0] ?? 0) * 1000) / 1000;
  const to = (period.to ?? Date.now()) / 1000;
  const x = (t: number) => LEFT + ((t - from) / Math.max(1, to - from)) * (width - LEFT - 4);
  const scale = smoke ? scaleOf(smoke) : { low: 0, high: 1 };
  const y = (value: number) => TOP + (1 - (Math.log(value) - Math.log(scale.low)) / (Math.log(scale.high) - Math.log(scale.low))) * (HEIGHT - TOP - BOTTOM);

  useEffect(() => {
    if (smoke && canvas.current) draw(canvas.current, smoke);
  });

  function draw(element: HTMLCanvasElement, shown: Smoke): void {
    const ratio = devicePixelRatio || 1;
    element.width = width * ratio;
    element.height = HEIGHT * ratio;
    const ctx = element.getContext("2d")!;
    ctx.scale(ratio, ratio);
    ctx.font = "11px system-ui, sans-serif";
    ctx.fillStyle = palette.muted;
    ctx.strokeStyle = palette.line;
    for (const tick of ticksOf(scale.low, scale.high)) {
      ctx.beginPath();
      ctx.moveTo(LEFT, y(tick));
      ctx.lineTo(width - 4, y(tick));
      ctx.stroke();
      ctx.textAlign = "right";
      ctx.fillText(seconds(tick), LEFT - 6, y(tick) + 4);
    }
    ctx.textAlign = "center";
    const parts = Math.max(2, Math.min(5, Math.floor((width - LEFT) / 110)));
    for (let i = 1; i < parts; i++) {
      const t = from + ((to - from) * i) / parts;
      ctx.fillText(stepTime(t, zone).slice(5, 16), x(t), HEIGHT - 6);
    }
    const step = Math.max(1.5, x(shown.at_unix_s[0]! + shown.bucket_s) - x(shown.at_unix_s[0]!));
    shown.at_unix_s.forEach((begin, i) => {
      const pairs = shown.histograms[i]!;
      const rows = new Map<number, number>();
      for (let k = 0; k < pairs.length; k += 2) {
        const row = Math.round(y(valueOf(pairs[k]! - 0.5)) / 3);
        rows.set(row, (rows.get(row) ?? 0) + pairs[k + 1]!);
      }
      const most = Math.max(1, ...rows.values());
      ctx.fillStyle = dark ? "#c8d4e0" : "#2b3a4a";
      for (const [row, n] of rows) {
        ctx.globalAlpha = 0.08 + 0.5 * Math.sqrt(n / most);
        ctx.fillRect(x(begin), row * 3 - 1.5, step, 3);
      }
      ctx.globalAlpha = 1;
      const median = shown.p50[i];
      if (median !== null && median !== undefined && median > 0) {
        ctx.fillStyle = lossColor(shown.loss_ratio[i] ?? null, dark);
        ctx.fillRect(x(begin), y(median) - 1.5, step, 3);
      }
    });
    if (at !== null && shown.at_unix_s[at] !== undefined) {
      ctx.strokeStyle = palette.text;
      ctx.setLineDash([3, 3]);
      ctx.beginPath();
      ctx.moveTo(x(shown.at_unix_s[at]! + shown.bucket_s / 2), TOP);
      ctx.lineTo(x(shown.at_unix_s[at]! + shown.bucket_s / 2), HEIGHT - BOTTOM);
      ctx.stroke();
    }
  }

  if (!smoke)
    return (
      <section class="card figure">
        <header>
          <h3>Smoke</h3>
        </header>
        <Empty title="No round trips in this period">
          <p>They come from probes: weir probe, or weir agent with a HOST:PORT.</p>
        </Empty>
      </section>
    );
  const rows = smoke.at_unix_s.map((begin, i) => ({ begin, i }));
  const tell = (i: number) =>
    `${stepTime(smoke.at_unix_s[i]!, zone)}: median ${seconds(smoke.p50[i])}, ${count(smoke.n[i])} packets back, ${share(smoke.loss_ratio[i])} lost`;
  const pick = (event: MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const t = from + ((event.clientX - box.left - LEFT) / (width - LEFT - 4)) * (to - from);
    const i = smoke.at_unix_s.findIndex((begin) => t >= begin && t < begin + smoke.bucket_s);
    setAt(i < 0 ? null : i);
  };
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -1e9, End: 1e9 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(rows.length - 1, (at ?? rows.length - 1) + step)));
  };
  return (
    <Figure
      title="Smoke: all round trips"
      define="smoke"
      note="logarithmic; median coloured by loss"
      file="weir-smoke"
      rows={rows}
      rowKey={(row) => String(row.begin)}
      columns={[
        { key: "at", head: "begins", value: (row) => new Date(row.begin * 1000).toISOString(), cell: (row) => stepTime(row.begin, zone) },
        { key: "n", head: "packets back", value: (row) => smoke.n[row.i], isNumber: true },
        { key: "loss_ratio", head: "lost", value: (row) => smoke.loss_ratio[row.i], cell: (row) => share(smoke.loss_ratio[row.i]), isNumber: true },
        { key: "rtt_p50_s", head: "median", value: (row) => smoke.p50[row.i], cell: (row) => seconds(smoke.p50[row.i]), isNumber: true },
      ]}
    >
      <div class="smoke" tabIndex={0} role="img" aria-label={`Density of round-trip times, ${rows.length} steps. Arrow keys read them.`} onMouseMove={pick} onMouseLeave={() => setAt(null)} onKeyDown={move}>
        <canvas ref={canvas} style={{ width: `${width}px`, height: `${HEIGHT}px` }} />
      </div>
      <p class="reading" aria-live="polite">
        {at === null ? `Times in ${zone}` : tell(at)}
      </p>
      <ul class="legend">
        {LOSS.map((one) => (
          <li key={one.name}>
            <span class="swatch" style={{ background: dark ? one.dark : one.light }} /> {one.name} lost
          </li>
        ))}
      </ul>
    </Figure>
  );
}

function scaleOf(smoke: Smoke): { low: number; high: number } {
  const buckets = smoke.histograms.flatMap((pairs) => pairs.filter((_, i) => i % 2 === 0));
  if (buckets.length === 0) return { low: 0.001, high: 0.01 };
  let [least, most] = [Infinity, -Infinity];
  for (const bucket of buckets) [least, most] = [Math.min(least, bucket), Math.max(most, bucket)];
  return { low: valueOf(least - 8), high: valueOf(Math.max(most + 6, least + 24)) };
}

/** 1, 2 and 5 of each power of ten, thinned until they have room. */
function ticksOf(low: number, high: number): number[] {
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const step of [1, 2, 5]) {
      const value = step * 10 ** power;
      if (value > low && value < high) all.push(value);
    }
  const each = Math.ceil(all.length / 7);
  return all.filter((_, i) => i % each === 0);
}
