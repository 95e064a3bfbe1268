import type { FaultSettings } from "../faults/faulty-run.ts";
import type { FaultForecast } from "../faults/simulate-faults.ts";
import { BadInput } from "./exit-code.ts";
import { stringOf } from "./options.ts";
import type { Arguments } from "./command.ts";

const time = (describe: string) => ({ type: "string", requiresArg: true, describe }) as const;

export const faultOptions = {
  faults: {
    type: "boolean",
    default: false,
    describe: "Chips and machines fail: what a long run loses to it",
  },
  hours: { type: "number", describe: "With --faults: length of the run in hours (720: a month)" },
  "checkpoint-every": time(
    "With --faults: training between two checkpoints, e.g. 30min (the best by Daly's law)",
  ),
  "chip-mtbf": time("With --faults: mean time between failures of one chip (50,700 h, as 16,384 H100 had)"),
  "checkpoint-write": time("With --faults: time to write a checkpoint (what the hosts' connections take)"),
  restart: time(
    "With --faults: from a failure to the first step after it (10 min and reading the checkpoint)",
  ),
  repair: time("With --faults: until a machine is back (24 h)"),
  spares: { type: "number", describe: "With --faults: machines beyond those of the plan that wait (0)" },
  elastic: { type: "boolean", describe: "With --faults: without a spare, go on with fewer replicas" },
} as const;

/** What --faults and its options ask for; undefined without it. */
export function faultSettings(
  args: Arguments,
  parseQuantity: (text: string, dimension: "seconds") => { readonly ok: boolean; readonly value?: number },
): FaultSettings | undefined {
  const given = Object.keys(faultOptions).filter((name) => name !== "faults" && args[name] !== undefined);
  if (args["faults"] !== true) {
    if (given.length > 0) throw new BadInput(`--${given[0]} needs --faults`);
    return undefined;
  }
  for (const name of ["trace", "jitter", "contention", "unfold"])
    if (args[name] !== undefined && args[name] !== 0 && args[name] !== (name === "contention"))
      throw new BadInput(`--${name} is about one step, --faults about a run of many`);
  const hours = args["hours"] as number | undefined;
  if (hours === undefined || !(hours > 0 && hours <= 1e6))
    throw new BadInput("--faults needs --hours, above 0 and at most 1000000");
  const spares = (args["spares"] as number | undefined) ?? 0;
  if (!Number.isInteger(spares) || spares < 0 || spares > 1e6)
    throw new BadInput("--spares: expected a whole number from 0 to 1000000");
  const seconds = (key: keyof FaultSettings, name: string): Partial<FaultSettings> => {
    const text = stringOf(args, name);
    if (text === undefined) return {};
    const { ok, value } = parseQuantity(text, "seconds");
    if (!ok || !(value! > 0)) throw new BadInput(`--${name}: expected a time above zero, for example 30min`);
    return { [key]: value };
  };
  return {
    seconds: hours * 3600,
    ...seconds("intervalSeconds", "checkpoint-every"),
    ...seconds("chipMeanSeconds", "chip-mtbf"),
    ...seconds("writeSeconds", "checkpoint-write"),
    ...seconds("restartSeconds", "restart"),
    ...seconds("repairSeconds", "repair"),
    spareMachines: spares,
    elastic: args["elastic"] === true,
  };
}

/** Dollars of the whole time, as if it trained throughout; NaN where a price is not known. */
export function runDollars({ stepDollars, seconds }: FaultCosts, runSeconds: number): number {
  return (stepDollars / seconds) * runSeconds;
}

export interface FaultCosts {
  readonly stepDollars: number;
  readonly seconds: number;
}

type Format = (value: number, unit: string) => string;

export function faultsText(
  title: string,
  { run, account, goodput, meanSeconds, optimalIntervalSeconds, lawShare }: FaultForecast,
  dollars: number,
  format: Format,
): string {
  const share = (seconds: number): string => `${((100 * seconds) / run.seconds).toFixed(2)} %`;
  const of = (value: number): string => `${(100 * value).toFixed(2)} %`;
  const rows: readonly (readonly [string, string])[] = [
    ["trains", `${of(goodput.mean)} of the time (P10 ${of(goodput.p10)}, P90 ${of(goodput.p90)})`],
    ["does again after failures", share(account.repeatedSeconds)],
    ["writes checkpoints", share(account.writingSeconds)],
    ["restarts", share(account.restartingSeconds)],
    ["waits for a machine", share(account.waitingSeconds)],
    ["misses of absent replicas", share(account.missingSeconds)],
    [
      "steps that count",
      `${format(account.steps, "")} of ${format(Math.floor(run.seconds / run.stepSeconds), "")}`,
    ],
    [
      "failures",
      `${account.failures.toFixed(1)}, one in ${format(meanSeconds, "s")}; repairs ${account.repairs.toFixed(1)}`,
    ],
    [
      "checkpoint",
      `every ${format(run.intervalSeconds, "s")} (best by Daly ${format(optimalIntervalSeconds, "s")}), written in ${format(run.writeSeconds, "s")}`,
    ],
    [
      "restart",
      `${format(run.restartSeconds, "s")}; repair ${format(run.repairSeconds, "s")}; spare machines ${run.spareMachines}`,
    ],
    ["trains by Daly's law", `${of(lawShare)} (no repairs, no missing replicas)`],
    ...(Number.isFinite(dollars)
      ? [
          [
            "cost",
            `${format(dollars, "USD")}, of it without steps that count ${format(dollars * (1 - goodput.mean), "USD")}`,
          ] as const,
        ]
      : []),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const body = rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
  return `${[`${title}: ${format(run.seconds, "s")} with failures, mean of 200 runs`, ...body].join("\n")}\n`;
}
