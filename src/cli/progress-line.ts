import type { Shell } from "./shell.ts";

const REDRAW_MILLISECONDS = 100;
const REPORT_MILLISECONDS = 10_000;

export interface ProgressLine {
  show(done: number, total: number, label: string): void;
  clear(): void;
}

/** One line on stderr that is redrawn in place for a person, and repeated every ten seconds for a log. */
export function progressLine(shell: Shell, options: { quiet: boolean }): ProgressLine {
  if (options.quiet) return { show: () => undefined, clear: () => undefined };
  const isTerminal = process.stderr.isTTY === true;
  const pause = isTerminal ? REDRAW_MILLISECONDS : REPORT_MILLISECONDS;
  let last = performance.now();
  let drawn = false;
  return {
    show(done, total, label) {
      const now = performance.now();
      if (now - last < pause) return;
      last = now;
      const text = `${done}/${total} ${label}`;
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

/** An interrupt that came while numbers were crunched is answered before more are, and before anything is written. */
export const signalsHeard = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
