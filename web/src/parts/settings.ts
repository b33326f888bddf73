// What this browser remembers: the theme. What a link should carry is in view.ts.
import { Store, useSyncExternalStore } from "../store";
import { useView, zoneOf } from "../view";

export type Theme = "auto" | "light" | "dark";
const KEY = "weir-theme";

function remembered(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : "auto";
  } catch {
    return "auto";
  }
}

export const theme = new Store<Theme>(remembered());
const system = matchMedia("(prefers-color-scheme: dark)");
export const isDark = new Store(false);

function apply(): void {
  const chosen = theme.get();
  const dark = chosen === "dark" || (chosen === "auto" && system.matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  isDark.set(dark);
}

export function setTheme(next: Theme): void {
  try {
    if (next === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Then it is for this visit.
  }
  theme.set(next);
  apply();
}

system.addEventListener("change", apply);
apply();

export const useZone = (): string => zoneOf(useView().params);
export const useDark = (): boolean => useSyncExternalStore(isDark);

export interface Palette {
  text: string;
  muted: string;
  line: string;
  accent: string;
  accentSoft: string;
  accentFaint: string;
  bad: string;
  warn: string;
  panel: string;
  series: string[];
}

/** Okabe and Ito's, in an order in which neighbours differ in lightness too. */
const SERIES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7f7f7f", "#b8a400"];
const SERIES_DARK = ["#4aa8e0", "#f0b43c", "#2fc195", "#e09cc2", "#8ad0f5", "#f08040", "#a8a8a8", "#e8dc50"];

export function usePalette(): Palette {
  const dark = useDark();
  const css = getComputedStyle(document.documentElement);
  const of = (name: string) => css.getPropertyValue(name).trim();
  return {
    text: of("--text"),
    muted: of("--muted"),
    line: of("--line"),
    accent: of("--accent"),
    accentSoft: of("--band"),
    accentFaint: of("--band-faint"),
    bad: of("--bad"),
    warn: of("--warn"),
    panel: of("--panel"),
    series: dark ? SERIES_DARK : SERIES,
  };
}
