import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ask, Problem, signedOut, type Session } from "./api";
import { connect, disconnect, useLiveState } from "./live";
import { CongestionPage } from "./pages/congestion";
import { LabPage } from "./pages/lab";
import { OverviewPage } from "./pages/overview";
import { RunsPage } from "./pages/runs";
import { SignIn } from "./pages/signin";
import { TargetPage } from "./pages/target";
import { TransfersPage } from "./pages/transfers";
import { setTheme, theme, useZone, type Theme } from "./parts/settings";
import { span } from "./format";
import { useNow, useSyncExternalStore } from "./store";
import { watchTransfers } from "./transfers";
import { browserZone, change, linkTo, PAGES, PERIODS, periodOf, useView, type Page, type Period } from "./view";

const NAMES: Record<Page, string> = { overview: "Overview", target: "Target", congestion: "Congestion", transfers: "Transfers", runs: "Runs", lab: "Lab" };
const WITH_PERIOD = new Set<Page>(["overview", "target", "congestion", "runs"]);

export function App() {
  const { page, params } = useView();
  const [session, setSession] = useState<Session | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const outs = useSyncExternalStore(signedOut);
  const [hasEnded, setEnded] = useState(false);
  const wasIn = useRef(false);
  // On the minute, so that the same question is asked for a while.
  const minute = Math.floor(useNow(5000) / 60000);
  const period = useMemo(() => periodOf(params, minute * 60000), [params["period"], params["from"], params["to"], minute]);
  const reload = useCallback(() => {
    ask<Session>("session").then(
      (known) => {
        setEnded((old) => !known.may_read && (old || wasIn.current));
        wasIn.current = known.signed_in;
        setSession(known);
        setProblem(null);
      },
      (error: unknown) => setProblem(error instanceof Problem ? error.message : String(error)),
    );
  }, []);
  useEffect(reload, [reload, outs]);
  useEffect(() => {
    if (!session?.may_read) return;
    watchTransfers();
    connect();
    return disconnect;
  }, [session?.may_read]);
  useEffect(() => {
    document.title = `${NAMES[page]}${params["target"] ? ` · ${params["target"]}` : ""} · Weir`;
  }, [page, params["target"]]);

  const out = () => {
    wasIn.current = false;
    setEnded(false);
    void ask("session", { method: "DELETE" }).then(reload, reload);
  };

  if (session && !session.may_read)
    return (
      <SignIn
        hasEnded={hasEnded}
        onDone={(known) => {
          wasIn.current = true;
          setSession(known);
        }}
      />
    );
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>
        To the content
      </a>
      <Head page={page} period={period} session={session} onOut={out} />
      <main id="main" tabIndex={-1}>
        <h1 class="hidden">{NAMES[page]}</h1>
        {problem && (
          <div class="notice trouble" role="alert">
            <p>{problem}</p>
            <button type="button" onClick={reload}>
              Try again
            </button>
          </div>
        )}
        {page === "overview" && <OverviewPage period={period} />}
        {page === "target" && <TargetPage period={period} />}
        {page === "congestion" && <CongestionPage period={period} />}
        {page === "transfers" && <TransfersPage />}
        {page === "runs" && <RunsPage period={period} />}
        {page === "lab" && <LabPage session={session} isKnown={session !== null} />}
      </main>
    </>
  );
}

function Head({ page, period, session, onOut }: { page: Page; period: Period; session: Session | null; onOut: () => void }) {
  const zone = useZone();
  return (
    <header class="top">
      <div class="brand">
        <img src="./icon.svg" alt="" width={26} height={26} />
        <b>Weir</b>
        <LiveMark />
      </div>
      <nav aria-label="Pages">
        {PAGES.map((one) => (
          <a key={one} href={linkTo(one)} aria-current={one === page ? "page" : undefined}>
            {NAMES[one]}
          </a>
        ))}
      </nav>
      <div class="settings">
        {WITH_PERIOD.has(page) && (
          <label>
            <span class="hidden">Period</span>
            <select
              aria-label="Period"
              value={period.key ?? "own"}
              onChange={(event) => event.currentTarget.value !== "own" && change({ period: event.currentTarget.value, from: null, to: null }, true)}
            >
              {period.key === null && (
                <option value="own">
                  {span(period, zone)}
                </option>
              )}
              {Object.entries(PERIODS).map(([key, { name }]) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <ZonePick zone={zone} />
        <ThemePick />
        {session?.signed_in && (
          <button type="button" class="quiet" onClick={onOut}>
            Sign out
          </button>
        )}
      </div>
    </header>
  );
}

function LiveMark() {
  const state = useLiveState();
  const names = { off: "not live", connecting: "connecting", live: "live", lost: "no connection; trying again" };
  return (
    <span class={`live live-${state}`} role="status">
      <span aria-hidden="true">{state === "live" ? "●" : state === "lost" ? "✕" : "○"}</span> {names[state]}
    </span>
  );
}

function ZonePick({ zone }: { zone: string }) {
  const zones = useMemo(() => {
    const all = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
    return ["UTC", ...all.filter((one) => one !== "UTC")];
  }, []);
  return (
    <label>
      <span class="hidden">Time zone</span>
      <select aria-label="Time zone" class="zone" value={zone} onChange={(event) => change({ tz: event.currentTarget.value === browserZone ? null : event.currentTarget.value }, true)}>
        {!zones.includes(zone) && <option value={zone}>{zone}</option>}
        {zones.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

const THEMES: Record<Theme, { next: Theme; mark: string; name: string }> = {
  auto: { next: "light", mark: "◐", name: "as the system" },
  light: { next: "dark", mark: "☀", name: "light" },
  dark: { next: "auto", mark: "☾", name: "dark" },
};

function ThemePick() {
  const now = useSyncExternalStore(theme);
  const { next, mark, name } = THEMES[now];
  return (
    <button type="button" class="quiet theme" aria-label={`Theme: ${name}`} title={`Theme: ${name}`} onClick={() => setTheme(next)}>
      {mark}
    </button>
  );
}
