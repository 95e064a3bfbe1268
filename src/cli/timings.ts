import type { Overrides, PlannerCache, Specs, Tally } from "../internal.ts";
import type { Options } from "yargs";
import type { AnswerStore } from "./kept/kept-answers.ts";
import { plannersWith } from "./kept/planners-with.ts";
import type { Arguments } from "./command.ts";
import type { Shell } from "./shell.ts";

export const timingsOption = {
  timings: {
    type: "boolean",
    default: false,
    describe: "How long each part took, and what was computed, on stderr",
  },
} as const satisfies Record<string, Options>;

/** What a command notes of its own work, where that was asked for. */
export interface Timings {
  /** To price with. */
  readonly planners: PlannerCache;
  /** The same specs, each resolved once for the same overrides. */
  readonly remembered: (specs: Specs) => Specs;
  /** A part of the work begins, and the one before it ends. */
  readonly stage: (name: string) => void;
  /** The last part ends; tells on stderr. */
  readonly tell: () => void;
}

export async function timingsOf(args: Arguments, shell: Shell, answers?: AnswerStore): Promise<Timings> {
  const resolved: Resolved = { asked: 0, known: new Map() };
  const remembered = (specs: Specs): Specs => rememberedSpecs(specs, resolved);
  if (args["timings"] !== true)
    return { planners: plannersWith({ answers }), remembered, stage: () => undefined, tell: () => undefined };
  const { startTally } = await import("../estimate/price/tally.ts");
  const tally = startTally();
  const parts: { readonly name: string; readonly from: number }[] = [];
  return {
    planners: plannersWith({ answers, tally }),
    remembered,
    stage: (name) => void parts.push({ name, from: performance.now() }),
    tell: () => {
      const ends = [...parts.slice(1).map(({ from }) => from), performance.now()];
      const seconds = parts.map(({ name, from }, at) => [name, (ends[at]! - from) / 1e3] as const);
      shell.err(timingLines(seconds, tally, { ...resolved, taken: answers?.taken() ?? 0 }));
    },
  };
}

interface Resolved {
  asked: number;
  readonly known: Map<string, unknown>;
}

/** Specs of one command: files do not change under it. */
function rememberedSpecs(specs: Specs, resolved: Resolved): Specs {
  const once =
    <T>(kind: string, load: (id: string, overrides?: Overrides) => T) =>
    (id: string, overrides: Overrides = {}): T => {
      resolved.asked += 1;
      const key = JSON.stringify([kind, id, overrides]);
      const known = resolved.known.get(key) as T | undefined;
      if (known !== undefined) return known;
      const loaded = load(id, overrides);
      resolved.known.set(key, loaded);
      return loaded;
    };
  return { ...specs, arch: once("arch", specs.arch), workload: once("workload", specs.workload) };
}

function timingLines(
  seconds: readonly (readonly [string, number])[],
  tally: Tally,
  { asked, known, taken }: Resolved & { readonly taken: number },
): string {
  const count = (value: number): string => value.toLocaleString("en-US");
  const lines = [
    ...seconds.map(([name, value]) => [name, `${value.toFixed(2)} s`]),
    ["specs", `asked for ${count(asked)}, resolved ${count(known.size)}`],
    ["searches", `${count(tally.searches)}, of ${count(tally.plansTried)} plans`],
    ["plans timed in searches", count(tally.plansTimed)],
    ["plans priced besides", count(tally.plansPriced)],
    ["plans simulated", count(tally.simulations)],
    ["tile plans", `asked for ${count(tally.tilePlansAsked)}, made ${count(tally.tilePlansMade)}`],
    ["computed again", count(tally.repeated)],
    ["answers kept before", count(taken)],
  ];
  const width = Math.max(...lines.map(([name = ""]) => name.length));
  return lines.map(([name = "", value = ""]) => `${name.padEnd(width)}  ${value}\n`).join("");
}
