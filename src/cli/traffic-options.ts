import { readFileSync } from "node:fs";
import type { Options } from "yargs";
import type * as Library from "../internal.ts";
import type { LengthRange, Request, WorkloadSpec } from "../internal.ts";
import type { Arguments } from "./command.ts";
import { fileError } from "./file-error.ts";
import { BadInput } from "./exit-code.ts";
import { seedOf, stringOf } from "./options.ts";
import type { Shell } from "./shell.ts";

/** Options that say which requests come, and when. */
export const trafficOptions = {
  rate: { type: "number", describe: "Requests a second, arriving at random (Poisson); default 1" },
  requests: { type: "number", describe: "Requests to serve; default 500" },
  prompt: {
    type: "string",
    requiresArg: true,
    describe: "Tokens of a prompt: 512 or 128..1024; default: the workload's, else 512",
  },
  generate: {
    type: "string",
    requiresArg: true,
    describe: "Tokens of an answer: 64 or 16..256; default: the workload's, else 64",
  },
  arrivals: {
    type: "string",
    requiresArg: true,
    describe: "CSV to replay: arrivalSeconds,promptTokens,generatedTokens; - for stdin",
  },
  seed: { type: "number", describe: "Seed of arrivals, lengths and accepted drafts" },
} as const satisfies Record<string, Options>;

export interface Traffic {
  readonly requests: readonly Request[];
  readonly lengths: { readonly prompt: LengthRange; readonly generated: LengthRange };
  readonly requestsPerSecond: number;
  readonly seed: number;
  readonly replayed: boolean;
}

const DEFAULT_SEED = 1;
const DEFAULT_RATE = 1;
const DEFAULT_REQUESTS = 500;
const DEFAULT_LENGTHS = { prompt: 512, generated: 64 } as const;

/** Options that say what to draw, which a trace says itself. */
const DRAWN = ["rate", "requests", "prompt", "generate"] as const;

/** Lengths of a workload that is inference itself; of one that trains, some. */
function ownLengths({ task }: WorkloadSpec): { readonly prompt: number; readonly generated: number } {
  if (task.kind !== "inference") return DEFAULT_LENGTHS;
  const { promptTokens, generatedTokens } = task;
  return {
    prompt: promptTokens > 0 ? promptTokens : DEFAULT_LENGTHS.prompt,
    generated: generatedTokens > 0 ? generatedTokens : DEFAULT_LENGTHS.generated,
  };
}
/** Requests a second: one a day, and more than any machine answers. */
const SLOWEST_RATE = 1e-5;
const FASTEST_RATE = 1e9;
/** A simulation keeps each of them. */
const MOST_REQUESTS = 1_000_000;

/** The requests of a question: drawn, or read from a trace. */
export async function trafficOf(
  args: Arguments,
  workload: WorkloadSpec,
  { shell, api }: { readonly shell: Shell; readonly api: typeof Library },
): Promise<Traffic> {
  const seed = seedOf(args) ?? DEFAULT_SEED;
  const file = stringOf(args, "arrivals");
  if (file !== undefined) {
    const drawn = DRAWN.find((name) => args[name] !== undefined);
    if (drawn !== undefined)
      throw new BadInput(`--${drawn} draws requests, --arrivals replays those of a trace: give one of them`);
    return replayed(file, { seed, shell, api });
  }
  const own = ownLengths(workload);
  const [prompt, generated] = [rangeOf(args, "prompt", own.prompt), rangeOf(args, "generate", own.generated)];
  const requestsPerSecond = (args["rate"] as number | undefined) ?? DEFAULT_RATE;
  if (!(requestsPerSecond >= SLOWEST_RATE && requestsPerSecond <= FASTEST_RATE))
    throw new BadInput(`--rate: expected requests a second, from ${SLOWEST_RATE} to ${FASTEST_RATE}`);
  const count = (args["requests"] as number | undefined) ?? DEFAULT_REQUESTS;
  if (!Number.isInteger(count) || count < 1 || count > MOST_REQUESTS)
    throw new BadInput(`--requests: expected a whole number from 1 to ${MOST_REQUESTS}`);
  const requests = api.poissonArrivals({ requestsPerSecond, requests: count, prompt, generated, seed });
  return { requests, lengths: { prompt, generated }, requestsPerSecond, seed, replayed: false };
}

interface Replay {
  readonly seed: number;
  readonly shell: Shell;
  readonly api: typeof Library;
}

function replayed(file: string, { seed, shell, api }: Replay): Traffic {
  const requests = parsed(file, shell, api);
  const range = (of: (request: Request) => number): LengthRange => {
    const all = requests.map(of);
    return { low: all.reduce((a, b) => Math.min(a, b)), high: all.reduce((a, b) => Math.max(a, b)) };
  };
  return {
    requests,
    lengths: { prompt: range((one) => one.promptTokens), generated: range((one) => one.generatedTokens) },
    requestsPerSecond: api.offeredRate(requests),
    seed,
    replayed: true,
  };
}

function parsed(file: string, shell: Shell, api: typeof Library): readonly Request[] {
  try {
    return api.parseArrivals(file === "-" ? shell.readInput() : readFileSync(file, "utf8"), file);
  } catch (error) {
    if (error instanceof api.ArrivalsError) throw new BadInput(error.message);
    if (isMissing(error)) throw new BadInput(`--arrivals: there is no file ${file}`);
    const refused = fileError(error, file);
    if (refused !== undefined) throw new BadInput(`--arrivals: ${refused}`);
    throw error;
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";

/** `512`, or `128..1024`. */
function rangeOf(args: Arguments, name: string, whenNone: number): LengthRange {
  const text = stringOf(args, name) ?? String(whenNone);
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(text.trim());
  const low = Number(match?.[1]);
  const high = Number(match?.[2] ?? match?.[1]);
  if (match === null || low < 1 || high < low)
    throw new BadInput(
      `--${name} ${text}: expected tokens as a whole number or a range, for example 512 or 128..1024`,
    );
  return { low, high };
}
