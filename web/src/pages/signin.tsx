import { useRef, useState } from "preact/hooks";
import { ask, Problem, type Session } from "../api";
import { Command } from "../parts/basics";

export function SignIn({ hasEnded, onDone }: { hasEnded: boolean; onDone: (session: Session) => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const token = field.current!.value.trim();
    setBusy(true);
    ask<Session>("session", { method: "POST", body: JSON.stringify({ token }), headers: { "Content-Type": "application/json" } }).then(onDone, (error: unknown) => {
      setBusy(false);
      setProblem(error instanceof Problem ? error.message : String(error));
      field.current?.focus();
    });
  };
  return (
    <main class="signin" id="main">
      <form class="card" onSubmit={submit}>
        <h1>Sign in</h1>
        {hasEnded && (
          <p class="notice" role="status">
            Your session has ended: the collector was started again, the token was revoked, or nothing was asked for 12 hours. Sign in, and the
            page goes on where it was.
          </p>
        )}
        <p>Who may look has a token. It is kept nowhere in this browser: a cookie that no script can read stands for it until the browser ends.</p>
        <label>
          Token
          <input ref={field} type="password" name="token" autocomplete="current-password" required autofocus spellcheck={false} aria-invalid={problem !== null} aria-describedby="problem" />
        </label>
        <p id="problem" class="trouble" role="alert">
          {problem}
        </p>
        <button type="submit" class="primary" disabled={isBusy}>
          Sign in
        </button>
        <p class="hint">A new token, where the collector runs:</p>
        <Command>weir collect token add NAME --scope read --store STORE</Command>
      </form>
    </main>
  );
}
