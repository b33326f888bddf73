// The live stream: one for the page, opened when somebody looks, again by itself when it was lost.
import { useEffect } from "preact/hooks";
import { signedOut } from "./api";
import { Store, useSyncExternalStore } from "./store";

export type LiveState = "off" | "connecting" | "live" | "lost";

export interface SourceProgress {
  url: string;
  state: string;
  bytes: number;
  throughput_bps: number | null;
  ranges: [number, number][];
}

export interface Progress {
  type: "progress";
  id: string;
  at: string;
  bytes: number;
  size: number | null;
  throughput_bps: number | null;
  eta_s: number | null;
  sources: SourceProgress[];
  /** Who brought which part, in 400ths of the file: place in sources (-1 nobody, -2 an earlier process), how many, … */
  map?: number[] | null;
  /** Of a load run. */
  clients?: number;
  clients_done?: number;
  requests?: number;
}

export interface SourceChange {
  type: "source";
  id: string;
  at: string;
  url: string;
  state: string;
  reason: string | null;
}

type Handler = (data: any) => void;

/** `missed`: something was stored that was not told; whoever shows what is stored asks for it. */
const NAMES = ["progress", "source", "measurement", "stored", "missed"] as const;
export type LiveName = (typeof NAMES)[number];

const state = new Store<LiveState>("off");
const handlers = new Map<LiveName, Set<Handler>>(NAMES.map((name) => [name, new Set()]));
let stream: EventSource | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Whether the next stream begins without knowing where the last one ended. */
let isAnew = false;

export const useLiveState = (): LiveState => useSyncExternalStore(state);

export function connect(): void {
  if (stream) return;
  clearTimeout(timer);
  state.set(state.get() === "off" ? "connecting" : state.get());
  stream = new EventSource("api/v1/live");
  stream.addEventListener("hello", () => {
    state.set("live");
    if (isAnew) tell("missed", {});
    isAnew = false;
  });
  stream.onerror = () => {
    state.set("lost");
    // A browser tries again by itself only while the answer was a stream; after a refusal it gives up.
    if (stream?.readyState === EventSource.CLOSED) {
      disconnect();
      state.set("lost");
      isAnew = true;
      timer = setTimeout(connect, 3000);
      // Perhaps the session is over: the collector knows none after it was started again.
      signedOut.set(signedOut.get() + 1);
    }
  };
  for (const name of NAMES)
    stream.addEventListener(name, (event) => {
      let data: unknown;
      try {
        data = JSON.parse((event as MessageEvent<string>).data);
      } catch {
        return;
      }
      tell(name, data);
    });
}

function tell(name: LiveName, data: unknown): void {
  for (const handler of handlers.get(name)!) handler(data);
}

export function disconnect(): void {
  clearTimeout(timer);
  stream?.close();
  stream = null;
  state.set("off");
}

export function onLive(name: LiveName, handler: Handler): () => void {
  handlers.get(name)!.add(handler);
  return () => void handlers.get(name)!.delete(handler);
}

export function useLive(name: LiveName, handler: Handler): void {
  useEffect(() => onLive(name, handler), [name, handler]);
}
