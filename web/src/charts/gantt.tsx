import type { Transfer } from "../api";
import { seconds } from "../format";

const ROW = 16;
const LEFT = 110;

/** Who began and ended when, relative to the first start. */
export function Gantt({ clients }: { clients: Transfer[] }) {
  const timed = clients.filter((one) => one.duration_s !== null);
  if (timed.length === 0) return null;
  const start = Math.min(...timed.map((one) => Date.parse(one.started_at)));
  const begin = (one: Transfer) => (Date.parse(one.started_at) - start) / 1000;
  const end = Math.max(...timed.map((one) => begin(one) + one.duration_s!), 1e-3);
  const rows = [...timed].sort((a, b) => begin(a) + a.duration_s! - begin(b) - b.duration_s!).slice(0, 200);
  const [width, height] = [760, rows.length * ROW + 26];
  const x = (t: number) => LEFT + (t / end) * (width - LEFT - 70);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Times of the clients">
      <svg class="gantt" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Times of ${rows.length} clients; the slowest took ${seconds(end)}`}>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line class="grid" x1={x(share * end)} x2={x(share * end)} y1={0} y2={height - 20} />
            <text x={x(share * end)} y={height - 6} text-anchor="middle">
              {seconds(share * end)}
            </text>
          </g>
        ))}
        {rows.map((one, i) => (
          <g key={one.id}>
            <text x={LEFT - 6} y={i * ROW + 12} text-anchor="end">
              {(one.client ?? one.id.slice(-6)).slice(0, 16)}
            </text>
            <rect class={one.outcome === "ok" ? "bar" : "bar bad"} x={x(begin(one))} y={i * ROW + 3} width={Math.max(2, x(begin(one) + one.duration_s!) - x(begin(one)))} height={ROW - 6} rx={2} />
            <text x={x(begin(one) + one.duration_s!) + 4} y={i * ROW + 12}>
              {seconds(one.duration_s)}
              {one.outcome === "ok" ? "" : ` ${one.outcome}`}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}
