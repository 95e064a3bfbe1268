import type { Shell } from "./shell.ts";

const REDRAW_MILLISECONDS = 100;
const REPORT_MILLISECONDS = 10_000;

export interface ProgressLine {
  show(done: number, total: number, label: string): void;
  clear(): void;
}

/** One line on stderr that is redrawn in place for a person, and repeated every ten seconds for a log. */
export function progressLine(
  shell: Shell,
  options: {
    readonly quiet: boolean;
    /** False where the label says itself what is left. */
    readonly guess?: boolean;
  },
): ProgressLine {
  if (options.quiet) return { show: () => undefined, clear: () => undefined };
  const isTerminal = process.stderr.isTTY === true;
  const pause = isTerminal ? REDRAW_MILLISECONDS : REPORT_MILLISECONDS;
  const began = performance.now();
  let last = began;
  let drawn = false;
  return {
    show(done, total, label) {
      const now = performance.now();
      if (now - last < pause) return;
      last = now;
      const text = `${done}/${total} ${label}${options.guess === false ? "" : left(now - began, done, total)}`;
      if (isTerminal) shell.redraw(text.slice(0, (process.stderr.columns ?? 80) - 1));
      else shell.err(`${text}\n`);
      drawn = isTerminal;
    },
    clear() {
      if (drawn) shell.redraw("");
      drawn = false;
    },
  };
}

/** What the rest takes if it goes on as so far; nothing before a few parts are done. */
function left(elapsed: number, done: number, total: number): string {
  if (done < 3 || elapsed < 2000) return "";
  return `, about ${Math.max(1, Math.round((elapsed * (total - done)) / done / 1000)).toString()} s left`;
}

/** An interrupt that came while numbers were crunched is answered before more are, and before anything is written. */
export const signalsHeard = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
