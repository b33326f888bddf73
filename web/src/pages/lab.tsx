import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Problem, send, useApi, type Items, type Managed, type Session } from "../api";
import { Sparkline } from "../charts/sparkline";
import { bytes, count, counted, rate, seconds, share } from "../format";
import { useLive } from "../live";
import { Answer, Command, Empty, State } from "../parts/basics";
import { useSyncExternalStore } from "../store";
import { running } from "../transfers";
import { LiveTransfer } from "../parts/running";

interface Replica {
  replica: number;
  address: string;
  state: "serving" | "paused" | "stopped";
  clients: number;
  bytes: number;
  throughput_bps: number;
  rate_bps: number | null;
  requests: number;
}

type Direction = Record<string, number | boolean | string | null>;

interface Relay {
  relay: number;
  protocol: string;
  address: string;
  target: string;
  sessions: number;
  up: Direction;
  down: Direction;
  counters: Record<"up" | "down", Record<string, number>>;
}

export function LabPage({ session, isKnown }: { session: Session | null; isKnown: boolean }) {
  const servers = useApi<Managed>(session?.may_manage ? "manage" : null, 30);
  if (!isKnown) return <div class="loading" role="status">Loading …</div>;
  if (!session?.may_manage)
    return (
      <Empty title="This collector manages no server for you">
        <p>Tell it of the control listener of a weir serve or weir proxy, and sign in:</p>
        <Command>{`weir serve ./files --listen 12000..12003 --control 8900 --control-token control.token\nweir collect --store STORE --manage origin=http://127.0.0.1:8900,control.token`}</Command>
        <p>Or see it all on one machine: weir lab.</p>
      </Empty>
    );
  return (
    <Answer asked={servers} what="servers">
      {({ items, acts }) => (
        <>
          {acts.map((act) => (
            <Act key={act.name} name={act.name} title={act.title} />
          ))}
          <div class="lab">
            <div>
              {items.map((server) => (
                <Server key={server.name} name={server.name} url={server.url} />
              ))}
            </div>
            <Effects />
          </div>
        </>
      )}
    </Answer>
  );
}

/** What a press does, with what went wrong beside it. */
function useAct(): { problem: string | null; isBusy: boolean; act: (work: () => Promise<unknown>) => void } {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const act = useCallback((work: () => Promise<unknown>) => {
    setBusy(true);
    work().then(
      () => {
        setProblem(null);
        setBusy(false);
      },
      (error: unknown) => {
        setProblem(error instanceof Problem ? error.message : String(error));
        setBusy(false);
      },
    );
  }, []);
  return { problem, isBusy, act };
}

function Act({ name, title }: { name: string; title: string }) {
  const { problem, isBusy, act } = useAct();
  return (
    <p class="act">
      <button type="button" class="primary" disabled={isBusy} onClick={() => act(() => send(`acts/${encodeURIComponent(name)}`, "POST"))}>
        {title}
      </button>
      {problem && <span role="alert"> {problem}</span>}
    </p>
  );
}

function Server({ name, url }: { name: string; url: string }) {
  const path = `manage/${encodeURIComponent(name)}`;
  const replicas = useApi<Items<Replica>>(`${path}/replicas`, 1);
  const relays = useApi<Items<Relay>>(`${path}/relays`, 2);
  // A server has one of the two: the other is not there, which is no trouble.
  const isGone = replicas.problem !== null && relays.problem !== null;
  return (
    <section class="card" aria-label={name}>
      <header class="with-tools">
        <h2>{name}</h2>
        <span class="note">{url}</span>
      </header>
      {isGone && (
        <p class="notice trouble" role="alert">
          {replicas.problem!.status === 404 ? relays.problem!.message : replicas.problem!.message}
        </p>
      )}
      {replicas.data && !replicas.problem && replicas.data.items.map((replica) => <ReplicaRow key={replica.replica} path={path} replica={replica} again={replicas.again} />)}
      {relays.data && !relays.problem && relays.data.items.map((relay) => <RelayPanel key={relay.relay} path={path} relay={relay} again={relays.again} />)}
      {!isGone && !replicas.data && !relays.data && <p class="loading">Asking …</p>}
    </section>
  );
}

const ACTS = [
  { act: "pause", name: "Pause", fits: (state: string) => state === "serving" },
  { act: "resume", name: "Resume", fits: (state: string) => state === "paused" },
  { act: "stop", name: "Stop", fits: (state: string) => state !== "stopped" },
  { act: "start", name: "Start", fits: (state: string) => state === "stopped" },
];

const RATES = ["none", "1MB/s", "2MB/s", "5MB/s", "10MB/s", "20MB/s", "50MB/s"];

function ReplicaRow({ path, replica, again }: { path: string; replica: Replica; again: () => void }) {
  const { problem, isBusy, act } = useAct();
  const past = useRef<{ at: number[]; rates: number[] }>({ at: [], rates: [] });
  const now = Date.now() / 1000;
  if (past.current.at.length === 0 || now - past.current.at.at(-1)! > 0.8) {
    past.current.at.push(now);
    past.current.rates.push(replica.throughput_bps);
    if (past.current.at.length > 90) {
      past.current.at.shift();
      past.current.rates.shift();
    }
  }
  const press = (work: () => Promise<unknown>) => act(() => work().then(again));
  return (
    <div class={`replica replica-${replica.state}`} role="group" aria-label={`Replica ${replica.replica}`}>
      <span class="replica-name">
        <b>{replica.replica}</b> {replica.address} <State of={replica.state} />
      </span>
      <Sparkline at={[...past.current.at]} values={[...past.current.rates]} label={`Rate of replica ${replica.replica} over the last seconds`} from={now - 90} to={now} />
      <span class="replica-facts">
        <b data-key="throughput_bps" data-value={replica.throughput_bps}>{rate(replica.throughput_bps)}</b> of{" "}
        <span data-key="rate_bps" data-value={replica.rate_bps ?? ""}>{replica.rate_bps === null ? "no limit" : rate(replica.rate_bps)}</span>;{" "}
        <span data-key="clients" data-value={replica.clients}>{counted(replica.clients, "connection")}</span>;{" "}
        <span data-key="bytes" data-value={replica.bytes}>{bytes(replica.bytes)}</span> served
      </span>
      <span class="buttons">
        {ACTS.map((one) => (
          <button
            key={one.act}
            type="button"
            class={one.act === "stop" ? "danger" : ""}
            disabled={isBusy || !one.fits(replica.state)}
            aria-label={`${one.name} replica ${replica.replica}`}
            onClick={() => press(() => send(`${path}/replicas/${replica.replica}/${one.act}`, "POST"))}
          >
            {one.name}
          </button>
        ))}
        <label class="inline">
          <span class="hidden">Rate of replica {replica.replica}</span>
          <select value="" disabled={isBusy} onChange={(event) => {
            const chosen = event.currentTarget.value;
            event.currentTarget.value = "";
            if (chosen) press(() => send(`${path}/replicas/${replica.replica}/rate`, "PUT", { rate: chosen === "none" ? null : chosen }));
          }}>
            <option value="">rate …</option>
            {RATES.map((one) => (
              <option key={one} value={one}>
                {one === "none" ? "no limit" : one}
              </option>
            ))}
          </select>
        </label>
      </span>
      {problem && (
        <span class="trouble" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}

interface Knob {
  key: string;
  name: string;
  steps: (number | null)[];
  format: (value: number | null) => string;
  isUdp?: boolean;
}

const KNOBS: Knob[] = [
  { key: "delay_s", name: "Delay", steps: [0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1], format: seconds },
  { key: "delay_jitter_s", name: "Delay jitter", steps: [0, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1], format: seconds, isUdp: true },
  { key: "loss_ratio", name: "Loss", steps: [0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5], format: share, isUdp: true },
  { key: "duplicate_ratio", name: "Duplicates", steps: [0, 0.001, 0.01, 0.05, 0.1], format: share, isUdp: true },
  { key: "reorder_ratio", name: "Reordering", steps: [0, 0.001, 0.01, 0.05, 0.1], format: share, isUdp: true },
  { key: "bandwidth_bps", name: "Bandwidth", steps: [1e5, 5e5, 1e6, 5e6, 1e7, 5e7, 1e8, null], format: (value) => (value === null ? "no limit" : rate(value)) },
];

/** Sliders of a relay: each for both directions, there and back. */
function RelayPanel({ path, relay, again }: { path: string; relay: Relay; again: () => void }) {
  const { problem, act } = useAct();
  const [side, setSide] = useState<"both" | "up" | "down">("both");
  const [draft, setDraft] = useState<Record<string, number | null>>({});
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const shown = side === "up" ? relay.up : relay.down;
  const set = (key: string, value: number | null) => {
    const next = { ...draft, [key]: value };
    setDraft(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const body = { up: side === "down" ? relay.up : { ...relay.up, ...next }, down: side === "up" ? relay.down : { ...relay.down, ...next } };
      act(() =>
        send(`${path}/relays/${relay.relay}`, "PUT", body).then(() => {
          setDraft({});
          again();
        }),
      );
    }, 250);
  };
  const clear = () => {
    setDraft({});
    act(() => send(`${path}/relays/${relay.relay}`, "PUT", {}).then(again));
  };
  const lost = (way: "up" | "down") => relay.counters[way]["lost"] ?? relay.counters[way]["dropped"] ?? 0;
  return (
    <div class="relay" role="group" aria-label={`Relay ${relay.relay}`}>
      <p class="replica-name">
        <b>{relay.protocol.toUpperCase()} relay {relay.relay}</b> {relay.address} → {relay.target}
        <span class="note">
          {count(relay.sessions)} sessions; {bytes(relay.counters.up["bytes"])} up, {bytes(relay.counters.down["bytes"])} down; lost {count(lost("up"))} up, {count(lost("down"))} down
        </span>
      </p>
      <div class="choices" role="group" aria-label={`Direction of relay ${relay.relay}`}>
        {(["both", "up", "down"] as const).map((one) => (
          <button key={one} type="button" aria-pressed={side === one} onClick={() => setSide(one)}>
            {one === "both" ? "both ways" : one}
          </button>
        ))}
        <button type="button" class="quiet" onClick={clear}>
          No impairment
        </button>
      </div>
      {KNOBS.filter((knob) => !knob.isUdp || relay.protocol === "udp").map((knob) => {
        const value = knob.key in draft ? draft[knob.key]! : ((shown[knob.key] as number | null | undefined) ?? null);
        const index = nearest(knob.steps, value);
        const differs = side === "both" && !(knob.key in draft) && relay.up[knob.key] !== relay.down[knob.key];
        return (
          <label key={knob.key} class="knob">
            <span>{knob.name}</span>
            <input type="range" min={0} max={knob.steps.length - 1} step={1} value={index} aria-valuetext={knob.format(value)} onInput={(event) => set(knob.key, knob.steps[Number(event.currentTarget.value)]!)} />
            <output data-key={knob.key} data-value={value ?? ""}>{differs ? `${knob.format((relay.up[knob.key] as number) ?? null)} up, ${knob.format((relay.down[knob.key] as number) ?? null)} down` : knob.format(value)}</output>
          </label>
        );
      })}
      {problem && (
        <p class="trouble" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function nearest(steps: (number | null)[], value: number | null): number {
  if (value === null) return steps.includes(null) ? steps.indexOf(null) : 0;
  let best = 0;
  steps.forEach((step, i) => {
    if (step !== null && (steps[best] === null || Math.abs(step - value) < Math.abs(steps[best]! - value))) best = i;
  });
  return best;
}

interface Seen {
  at: number[];
  values: number[];
}

/** What the buttons do: the running transfer, and what the agents measure meanwhile. */
function Effects() {
  const all = [...useSyncExternalStore(running).values()].reverse();
  const [seen, setSeen] = useState<ReadonlyMap<string, Seen & { name: string; kind: "probe" | "transfer" }>>(new Map());
  const take = useCallback((record: any) => {
    const value = record.type === "probe" ? record.rtt_s?.p50 : record.type === "transfer" ? record.throughput_bps : null;
    if (typeof value !== "number") return;
    const key = `${record.type} ${record.agent} ${record.target}`;
    setSeen((old) => {
      const before = old.get(key) ?? { at: [], values: [] };
      const next = new Map(old);
      next.set(key, { name: `${record.agent}: ${record.target}`, kind: record.type, at: [...before.at, Date.parse(record.started_at) / 1000].slice(-60), values: [...before.values, value].slice(-60) });
      return next;
    });
  }, []);
  useLive("measurement", take);
  return (
    <div class="effect">
      <section aria-labelledby="effect">
        <h2 id="effect">The effect</h2>
        {all.length === 0 ? <Empty title="No transfer is running"><p>Start one, press a button of a replica, and watch the others take over.</p></Empty> : all.slice(0, 2).map((transfer) => <LiveTransfer key={transfer.id} transfer={transfer} />)}
      </section>
      <section class="card" aria-label="What agents measure">
        <h2>What agents measure</h2>
        {seen.size === 0 ? (
          <p class="hint">The next measurements show here as they come.</p>
        ) : (
          <ul class="effects">
            {[...seen.entries()].map(([key, one]) => (
              <li key={key}>
                <span>{one.name}</span>
                <Sparkline at={one.at} values={one.values} label={`${one.name}, latest ${one.kind === "probe" ? seconds(one.values.at(-1)) : rate(one.values.at(-1))}`} />
                <b>{one.kind === "probe" ? seconds(one.values.at(-1)) : rate(one.values.at(-1))}</b>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
