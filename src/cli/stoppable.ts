import { setImmediate as turn } from "node:timers/promises";
import type { SearchProgress } from "../internal.ts";
import { BadInput } from "./exit-code.ts";
import { progressLine } from "./progress-line.ts";
import type { Arguments } from "./command.ts";
import type { Shell } from "./shell.ts";

/** Ctrl-C and the progress line get a turn this often. */
const TURN_MILLISECONDS = 40;

export const limitOption = {
  "limit-seconds": {
    type: "number",
    describe: "Stop searching after so long: the best so far, and how much better the rest could be",
  },
} as const;

/** Seconds that a search may take; undefined where not said. */
export function limitOf(args: Arguments): number | undefined {
  const limit = args["limit-seconds"];
  if (limit === undefined) return undefined;
  if (typeof limit !== "number" || !(limit > 0) || !Number.isFinite(limit))
    throw new BadInput("--limit-seconds: expected a number of seconds above 0");
  return limit;
}

/** What a search came to, and why it ended. */
export interface Stopped<T> {
  readonly value: T;
  readonly ended: "proven" | "limit" | "interrupted";
}

/**
 * Runs a search step by step. Ctrl-C or SIGTERM, or the limit, ends it with what it has: a second Ctrl-C leaves at once.
 * Progress goes to stderr.
 */
export async function runStoppable<T>(
  steps: Generator<SearchProgress, T, "stop" | undefined>,
  {
    shell,
    quiet,
    limitSeconds = Infinity,
  }: { shell: Shell; quiet: boolean; limitSeconds?: number | undefined },
): Promise<Stopped<T>> {
  const line = progressLine(shell, { quiet });
  const interruption = { asked: false };
  const restore = onSignals(() => (interruption.asked = true));
  const began = performance.now();
  let turned = began;
  let ended: Stopped<T>["ended"] = "proven";
  try {
    for (;;) {
      const step = steps.next(ended === "proven" ? undefined : "stop");
      if (step.done) return { value: step.value, ended };
      const now = performance.now();
      if (now - began >= 1000 * limitSeconds) ended = "limit";
      if (now - turned < TURN_MILLISECONDS) continue;
      line.show(...progressOf(step.value));
      await turn();
      turned = performance.now();
      if (interruption.asked) ended = "interrupted";
    }
  } finally {
    line.clear();
    restore();
  }
}

function progressOf({ counts, best, bound }: SearchProgress): [done: number, total: number, label: string] {
  const { plans, unseen, priced, ...removed } = counts;
  const settled =
    priced +
    removed.removedByPrecision +
    removed.removedByMemory +
    removed.removedByPeakTime +
    removed.removedByPlannedTime;
  const first = best[0];
  const gap =
    first === undefined
      ? "none fits yet"
      : `best at most ${Number((100 * Math.max(0, 1 - bound / first.secondsPerSample)).toPrecision(2))} % off`;
  return [settled, plans - unseen, `plans settled, ${gap}`];
}

/** Instead of the handlers that only leave; after the first signal they are back. */
export function onSignals(say: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const others = signals.map((name) => process.rawListeners(name) as NodeJS.SignalsListener[]);
  const restore = (): void =>
    signals.forEach((name, at) => {
      process.removeAllListeners(name);
      for (const listener of others[at]!) process.on(name, listener);
    });
  for (const name of signals) {
    process.removeAllListeners(name);
    process.once(name, () => {
      restore();
      say();
    });
  }
  return restore;
}
