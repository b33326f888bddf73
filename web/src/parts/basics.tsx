import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { Asked, Problem } from "../api";
import { ago, time } from "../format";
import { useNow } from "../store";
import { useZone } from "./settings";
import { DEFINITIONS, type Word } from "./words";

const TIP_WIDTH = 300;

/** A word with its definition on hover and on focus; Escape hides it. */
export function Term({ of, children }: { of: Word; children?: ComponentChildren }) {
  const id = useId();
  const word = useRef<HTMLSpanElement>(null);
  const [at, setAt] = useState<{ left: string; top: string } | null>(null);
  const show = () => {
    const box = word.current!.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, innerWidth - TIP_WIDTH - 16));
    setAt({ left: `${left}px`, top: `${box.bottom + 6}px` });
  };
  const hide = () => setAt(null);
  return (
    <span class="term" ref={word} tabIndex={0} aria-describedby={id} onMouseEnter={show} onMouseLeave={hide} onFocus={show} onBlur={hide} onKeyDown={(event) => event.key === "Escape" && hide()}>
      {children ?? of}
      <span class="tip" role="tooltip" id={id} hidden={at === null} style={at ?? {}}>
        {DEFINITIONS[of]}
      </span>
    </span>
  );
}

/** A moment, as long ago; the time with its zone on hover and in the document. */
export function Moment({ at }: { at: string | null | undefined }) {
  const zone = useZone();
  const now = useNow(at ? 1000 : 60000);
  if (!at) return <span>never</span>;
  return (
    <time dateTime={at} title={time(at, zone, true)}>
      {ago(at, now)}
    </time>
  );
}

export function At({ at }: { at: string | null | undefined }) {
  const zone = useZone();
  return at ? <time dateTime={at}>{time(at, zone)}</time> : <span>–</span>;
}

const STATES: Record<string, { mark: string; name: string }> = {
  ok: { mark: "●", name: "as usual" },
  slow: { mark: "▲", name: "slow" },
  failing: { mark: "✕", name: "failing" },
  stale: { mark: "◌", name: "stale" },
  unknown: { mark: "?", name: "unknown" },
  serving: { mark: "●", name: "serving" },
  paused: { mark: "‖", name: "paused" },
  stopped: { mark: "■", name: "stopped" },
  active: { mark: "●", name: "active" },
  done: { mark: "✓", name: "done" },
  idle: { mark: "○", name: "idle" },
  held: { mark: "‖", name: "held" },
  stalled: { mark: "▲", name: "stalled" },
  failed: { mark: "✕", name: "failed" },
  rejected: { mark: "✕", name: "rejected" },
  corrupt: { mark: "✕", name: "corrupt" },
  cancelled: { mark: "■", name: "cancelled" },
  overrun: { mark: "▲", name: "overrun" },
  recurring: { mark: "▲", name: "recurring" },
  none: { mark: "●", name: "none" },
  insufficient: { mark: "?", name: "not enough data" },
  fresh: { mark: "●", name: "fresh" },
};

/** By form, word and colour: none of them alone. */
export function State({ of, name }: { of: string; name?: string }) {
  const known = STATES[of];
  return (
    <span class={`state state-${known ? of : "unknown"}`}>
      <span aria-hidden="true">{known?.mark ?? "?"}</span> {name ?? known?.name ?? of}
    </span>
  );
}

export function Trouble({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div class="notice trouble" role="alert">
      <p>{problem.message}</p>
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Nothing there yet, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

/** A command to copy. */
export function Command({ children }: { children: string }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <div class="command">
      <pre tabIndex={0} aria-label="Command">
        <code>{children}</code>
      </pre>
      {navigator.clipboard && (
        <button
          type="button"
          class="quiet"
          onClick={() => void navigator.clipboard.writeText(children).then(() => setCopied(true))}
        >
          {isCopied ? "Copied" : "Copy"}
        </button>
      )}
    </div>
  );
}

/** What was asked, or what came in its place. */
export function Answer<T>({ asked, what, children }: { asked: Asked<T>; what: string; children: (data: T) => ComponentChildren }) {
  if (asked.data)
    return (
      <>
        {asked.problem && <Trouble problem={asked.problem} again={asked.again} />}
        {children(asked.data)}
      </>
    );
  if (asked.problem) return <Trouble problem={asked.problem} again={asked.again} />;
  return (
    <div class="loading" role="status">
      Loading {what} …
    </div>
  );
}

export function Fact({ label, children }: { label: ComponentChildren; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
