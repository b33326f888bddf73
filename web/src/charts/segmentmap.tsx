import { useEffect, useRef } from "preact/hooks";
import { bytes } from "../format";
import { usePalette } from "../parts/settings";
import { CELLS, EARLIER, type Running } from "../transfers";

const ROWS = 8;

/** The file from its first byte to its last, row by row; each stretch in the colour of the source that brought it. */
export function SegmentMap({ transfer }: { transfer: Running }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [element.clientWidth, element.clientHeight];
    if (element.width !== width * ratio) [element.width, element.height] = [width * ratio, height * ratio];
    const ctx = element.getContext("2d")!;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const each = CELLS / ROWS;
    const [w, h] = [width / each, height / ROWS];
    const isOver = transfer.record !== null;
    for (let i = 0; i < CELLS; i++) {
      const owner = transfer.cells[i]!;
      ctx.fillStyle = owner === EARLIER ? palette.muted : owner > 0 ? colorOf(owner - 1, palette.series) : isOver && transfer.record!.outcome === "ok" ? palette.muted : palette.line;
      ctx.globalAlpha = owner > 0 ? 1 : isOver ? 0.5 : 0.6;
      ctx.fillRect((i % each) * w, Math.floor(i / each) * h + 1, Math.max(1, w - 1), h - 2);
    }
    ctx.globalAlpha = 1;
    // What is being fetched now: a frame around the stretch.
    const size = transfer.last?.size ?? 0;
    if (size <= 0 || isOver) return;
    ctx.lineWidth = 2;
    for (const source of transfer.last!.sources)
      for (const [from, to] of source.ranges) {
        ctx.strokeStyle = colorOf(transfer.urls.indexOf(source.url), palette.series);
        const first = Math.floor((from / size) * CELLS);
        const last = Math.min(CELLS - 1, Math.floor((to / size) * CELLS));
        for (let row = Math.floor(first / each); row <= Math.floor(last / each); row++) {
          const [a, b] = [Math.max(first, row * each), Math.min(last, row * each + each - 1)];
          ctx.strokeRect((a - row * each) * w + 1, row * h + 2, Math.max(2, (b - a + 1) * w - 3), h - 4);
        }
      }
  });
  const done = transfer.cells.reduce((sum, owner) => sum + (owner > 0 ? 1 : 0), 0);
  return (
    <canvas
      ref={canvas}
      class="segments"
      role="img"
      aria-label={`Map of the file: ${bytes(transfer.last?.bytes)} of ${bytes(transfer.last?.size)} are there; ${Math.round((done / CELLS) * 100)} % of the map are known by source`}
    />
  );
}

export const colorOf = (index: number, series: string[]): string => series[((index % series.length) + series.length) % series.length]!;
