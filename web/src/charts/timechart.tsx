import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { usePalette, useZone } from "../parts/settings";
import { axisTimes, time } from "../format";

export interface Line {
  name: string;
  values: (number | null)[];
  color: string;
  /** Drawn only as the edge of a band. */
  isEdge?: boolean;
  isPoints?: boolean;
}

interface TimeChartProps {
  label: string;
  at: number[];
  lines: Line[];
  /** Pairs of indexes into lines, upper edge first. */
  bands?: { edges: [number, number]; fill: string }[];
  format: (value: number | null | undefined) => string;
  from: number | null;
  to: number | null;
  /** Charts of one key move their cursors together. */
  sync?: string;
  onZoom?: (from: number, to: number) => void;
  onReset?: () => void;
  /** What is told of a step, under the cursor and to screen readers. */
  tell: (index: number) => string;
  height?: number;
  isFromZero?: boolean;
  /** At the top of the scale, so that a quiet series is no drama. */
  leastTop?: number;
  marks?: { at: number; text: string }[];
}

/** A chart over time: drag to zoom, double-click to go back, arrow keys to read. */
export function TimeChart(props: TimeChartProps) {
  const { at, lines, bands, format, from, to, sync, height = 220, isFromZero = true } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [told, setTold] = useState("");
  const palette = usePalette();
  const zone = useZone();
  const shape = JSON.stringify([lines.map((line) => [line.name, line.color, line.isEdge, line.isPoints]), bands, palette, zone, height]);
  const range: [number, number] | null =
    at.length === 0 && (from === null || to === null) ? null : [(from ?? at[0]! * 1000) / 1000, (to ?? at.at(-1)! * 1000) / 1000];
  const rangeKey = JSON.stringify(range);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = new uPlot(
      {
        width: Math.max(240, element.clientWidth),
        height,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
        legend: { show: false },
        cursor: {
          drag: { x: !!latest.current.onZoom, y: false, setScale: false },
          ...(sync ? { sync: { key: sync, setSeries: false } } : {}),
          points: { size: 6 },
        },
        scales: {
          x: { time: true, range: (u, min, max) => wide(latestRange.current ?? [min ?? 0, max ?? 1], u) },
          y: {
            range: (_u, min, max) => {
              const [low, high] = [min ?? 0, Math.max(max ?? 1, latest.current.leastTop ?? 0)];
              return isFromZero ? [Math.min(0, low), high > 0 ? high * 1.06 : 1] : [low, high === low ? high + 1 : high];
            },
          },
        },
        axes: [
          {
            stroke: palette.muted,
            grid: { stroke: palette.line, width: 1 },
            ticks: { stroke: palette.line, width: 1 },
            font: FONT,
            values: (_u, splits) => axisTimes(splits, zone),
          },
          {
            stroke: palette.muted,
            grid: { stroke: palette.line, width: 1 },
            ticks: { show: false },
            font: FONT,
            size: 78,
            values: (_u, splits) => splits.map((value) => format(value)),
          },
        ],
        series: [
          {},
          ...lines.map((line) => ({
            label: line.name,
            stroke: line.isEdge ? "transparent" : line.color,
            width: line.isEdge ? 0 : 1.8,
            points: { show: line.isPoints ?? false, size: 5, fill: line.color },
            spanGaps: false,
          })),
        ],
        bands: (bands ?? []).map((band) => ({ series: [band.edges[0] + 1, band.edges[1] + 1] as [number, number], fill: band.fill })),
        hooks: {
          setCursor: [
          (u) => {
            const index = indexAt(latest.current.at, u);
            setTold(index < 0 ? "" : latest.current.tell(index));
          },
        ],
          setSelect: [
            (u) => {
              if (u.select.width < 8) return;
              const [a, b] = [u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x")];
              u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              latest.current.onZoom?.(Math.round(a * 1000), Math.round(b * 1000));
            },
          ],
          draw: [(u) => drawMarks(u, latest.current.marks ?? [], palette.bad)],
        },
      },
      dataOf(latest.current) as uPlot.AlignedData,
      element,
    );
    plot.current = made;
    made.over.addEventListener("dblclick", () => latest.current.onReset?.());
    const resize = new ResizeObserver(() => made.setSize({ width: Math.max(240, element.clientWidth), height }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, sync]);

  const latestRange = useRef<[number, number] | null>(range);
  latestRange.current = range;
  useEffect(() => plot.current?.setData(dataOf(props) as uPlot.AlignedData), [at, lines, rangeKey]);

  const move = (event: KeyboardEvent) => {
    const u = plot.current;
    if (!u || at.length === 0) return;
    const now = indexAt(at, u) >= 0 ? indexAt(at, u) : at.length - 1;
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -at.length, End: at.length }[event.key];
    if (step !== undefined) {
      const next = Math.max(0, Math.min(at.length - 1, now + step));
      u.setCursor({ left: u.valToPos(at[next]!, "x"), top: u.over.clientHeight / 2 });
      event.preventDefault();
    } else if (event.key === "+" && props.onZoom && range) {
      const [middle, quarter] = [at[now]!, (range[1] - range[0]) / 4];
      props.onZoom(Math.round((middle - quarter) * 1000), Math.round((middle + quarter) * 1000));
    } else if ((event.key === "-" || event.key === "Escape") && props.onReset) props.onReset();
  };

  return (
    <div class="timechart">
      <div ref={place} tabIndex={0} role="img" aria-label={`${props.label}. Arrow keys read the steps${props.onZoom ? ", plus zooms in, minus goes back" : ""}.`} onKeyDown={move} style={{ minHeight: `${height}px` }} />
      <p class="reading" aria-live="polite">
        {told || `Times in ${zone}`}
      </p>
    </div>
  );
}

/** The step under the cursor; −1 for none, as in a hole. The chart's own rows have the holes as rows of their own. */
function indexAt(at: number[], u: uPlot): number {
  const { idx } = u.cursor;
  return idx === null || idx === undefined ? -1 : at.indexOf(u.data[0]![idx]!);
}

const FONT = "11px system-ui, sans-serif";

function wide(range: [number, number], _u: uPlot): [number, number] {
  return range[1] > range[0] ? range : [range[0] - 450, range[0] + 450];
}

function dataOf(props: TimeChartProps): (number | null)[][] {
  // A hole in the measurements is a hole in the line.
  const { at, lines } = props;
  if (at.length < 2) return [at, ...lines.map((line) => line.values)];
  const gaps = at.slice(1).map((t, i) => t - at[i]!);
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)]!;
  const times: number[] = [];
  const columns: (number | null)[][] = lines.map(() => []);
  at.forEach((t, i) => {
    if (i > 0 && t - at[i - 1]! > 2.5 * usual) {
      times.push(at[i - 1]! + usual);
      for (const column of columns) column.push(null);
    }
    times.push(t);
    lines.forEach((line, k) => columns[k]!.push(line.values[i] ?? null));
  });
  return [times, ...columns];
}

function drawMarks(u: uPlot, marks: { at: number; text: string }[], color: string): void {
  const { ctx } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = 2 * ratio;
  const arm = 4 * ratio;
  for (const mark of marks) {
    const x = u.valToPos(mark.at, "x", true);
    if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
    const y = u.bbox.top + 8 * ratio;
    ctx.beginPath();
    ctx.moveTo(x - arm, y - arm);
    ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x + arm, y - arm);
    ctx.lineTo(x - arm, y + arm);
    ctx.stroke();
  }
  ctx.restore();
}

export const stepTime = (seconds: number, zone: string): string => time(seconds * 1000, zone);
