import type { Options } from "yargs";
import type { Arguments } from "./command.ts";
import { BadInput } from "./exit-code.ts";
import { checkFolder } from "./write-whole.ts";

const list = { type: "string", array: true, nargs: 1 } as const;

/** Options that every command takes. */
export const everywhere = {
  quiet: { type: "boolean", default: false, describe: "No progress on stderr" },
  color: { type: "boolean", default: true, describe: "Colour (also NO_COLOR=1); --no-color for none" },
} as const satisfies Record<string, Options>;

/** Options that say what is asked about. */
export const questionOptions = {
  system: { ...list, describe: "System id, for example bow-pod64 (repeatable)" },
  workload: { ...list, describe: "Workload id, for example bert-large (repeatable)" },
  set: {
    ...list,
    describe:
      "Override a value (repeatable): path=value, such as chip.clock='1.6 GHz', task.globalBatch=512, plan.tensorParallel=4",
  },
} as const satisfies Record<string, Options>;

/** The same of one machine and one workload. */
export const pairOptions = {
  system: { type: "string", requiresArg: true, describe: "System id, for example bow-pod64" },
  workload: { type: "string", requiresArg: true, describe: "Workload id, for example bert-large" },
  set: questionOptions.set,
} as const satisfies Record<string, Options>;

export const fidelityOption = {
  fidelity: {
    type: "string",
    choices: ["analytic", "event", "both"],
    describe: "Closed form, event-driven simulation, or both",
  },
} as const satisfies Record<string, Options>;

export const jitterOptions = {
  jitter: { type: "number", default: 0, describe: "Spread of compute times, as a share: stragglers only" },
  routing: {
    choices: ["expected", "drawn"] as const,
    default: "expected",
    describe: "Mixture of experts: wait for the fullest experts as expected, or as drawn each time",
  },
  seed: { type: "number", describe: "Seed of the jitter and of drawn routing" },
} as const satisfies Record<string, Options>;

export const jsonOption = {
  json: { type: "boolean", default: false, describe: "Result on stdout as JSON" },
} as const satisfies Record<string, Options>;

export const metricsOption = {
  metrics: { ...list, describe: "Metrics that are shown, in this order: id,id (dse list metrics)" },
} as const satisfies Record<string, Options>;

export const verboseOption = {
  verbose: {
    type: "boolean",
    default: false,
    describe: "Tables, bars, reasons and warnings of every workload (of one workload they are always shown)",
  },
} as const satisfies Record<string, Options>;

export const FORMATS = ["html", "json", "csv", "md"] as const;
export type Format = (typeof FORMATS)[number];

export const outputOptions = {
  out: { type: "string", requiresArg: true, describe: "Folder for the files; - for stdout" },
  format: { ...list, describe: `Files to write: ${FORMATS.join(",")}` },
} as const satisfies Record<string, Options>;

export const stringsOf = (args: Arguments, name: string): readonly string[] =>
  [(args[name] as string | string[] | undefined) ?? []]
    .flat()
    .flatMap((text) => text.split(","))
    .filter((text) => text !== "");

export const stringOf = (args: Arguments, name: string): string | undefined => {
  const value = args[name];
  return typeof value === "string" ? value : undefined;
};

/** The folder of `--out` (`-`: stdout), checked before anything is computed for it. */
export function outOf(args: Arguments): string | undefined {
  const out = stringOf(args, "out");
  if (out !== undefined && out !== "-") checkFolder(out);
  return out;
}

export function formatsOf(args: Arguments, whenNone: readonly Format[]): readonly Format[] {
  const named = stringsOf(args, "format");
  for (const name of named)
    if (!FORMATS.includes(name as Format))
      throw new BadInput(`no format "${name}"; there are ${FORMATS.join(", ")}`);
  return named.length > 0 ? (named as Format[]) : whenNone;
}

/** `chip.clock=1.6 GHz` → the path and what is put there. A comma stays part of the value. */
export function overridesOf(args: Arguments): Readonly<Record<string, string>> {
  const written = (args["set"] as string[] | undefined) ?? [];
  return Object.fromEntries(
    written.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new BadInput(`--set ${text}: expected path=value, for example chip.clock='1.6 GHz'`);
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    }),
  );
}

/** One of each: what a question about a single machine and workload needs. */
export function pairOf(args: Arguments): { readonly system: string; readonly workload: string } {
  const [systems, workloads] = [stringsOf(args, "system"), stringsOf(args, "workload")];
  const [system, workload] = [systems[0], workloads[0]];
  if (system === undefined || workload === undefined || systems.length + workloads.length > 2)
    throw new BadInput(
      "give one --system and one --workload, for example --system bow-pod16 --workload bert-large",
    );
  return { system, workload };
}

export function seedOf(args: Arguments): number | undefined {
  const seed = args["seed"] as number | undefined;
  if (seed === undefined) return undefined;
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff)
    throw new BadInput(`--seed: expected a whole number from 0 to 4294967295`);
  return seed;
}
