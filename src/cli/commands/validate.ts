import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Measurement, SavedValidation } from "../../internal.ts";
import type { PlanTiming, PricedPlan } from "../../estimate/priced-plan.ts";
import type { Arguments, Command } from "../command.ts";
import { BadInput, EXIT, type ExitCode } from "../exit-code.ts";
import { nearestName } from "../../units/nearest-name.ts";
import { jsonOption, outOf, stringOf, stringsOf } from "../options.ts";
import { openAllSpecs } from "../specs.ts";
import { progressLine, signalsHeard } from "../progress-line.ts";
import type { Shell } from "../shell.ts";
import { reportRuntime } from "../write-reports.ts";
import { validateSilicon } from "../validate-dies.ts";
import { writeInto } from "../write-whole.ts";

const DEFAULT_DATA = "ipu-measurements.json";

export const validate: Command = {
  usage: "validate",
  summary: "Predictions against published measurements: error by group, gates, worst records",
  positionals: {},
  options: {
    data: {
      type: "string",
      requiresArg: true,
      describe:
        "File of measurements (dse.measurements/v1), or the name of a shipped one; - for stdin; default: ipu-measurements.json",
    },
    group: { type: "string", array: true, nargs: 1, describe: "Only this group (repeatable)" },
    fit: {
      type: "boolean",
      default: false,
      describe: "Fit the global constants to these records instead: values, confidence, out-of-fold error",
    },
    silicon: {
      type: "boolean",
      default: false,
      describe: "Dies instead of runs: area, gross dies, yield, power and price by the laws of silicon",
    },
    fidelity: {
      choices: ["analytic", "event"] as const,
      default: "analytic",
      describe: "How steps are timed: closed form, or simulated with contention",
    },
    worst: { type: "number", default: 5, describe: "How many of the worst predictions to show" },
    out: {
      type: "string",
      requiresArg: true,
      describe: "Folder for validation.html, validation.md and validation.json",
    },
    ...jsonOption,
  },
  examples: [
    ["dse validate", "the shipped measurements of IPUs"],
    ["dse validate --data baseline-measurements.json", "those of GPUs, TPUs and Gaudi, beside agreed limits"],
    ["dse validate --group matmul-dense --worst 10", "one group"],
    ["dse validate --data mine.json --json", "your own records"],
    ["dse validate --silicon", "published dies: area, power and price from what they are made of"],
    ["dse validate --data mine.json --fit", "what the constants would be by your own records"],
  ],
  async run(args, shell) {
    const worst = args["worst"] as number;
    if (!Number.isInteger(worst) || worst < 0) throw new BadInput("--worst: expected a whole number from 0");
    if (args["fidelity"] === "event")
      for (const option of ["fit", "silicon"])
        if (args[option] === true) throw new BadInput(`--fidelity has no effect with --${option}`);
    if (args["silicon"] === true) return ofDies(args, shell);
    const out = outOf(args);
    const { data, records } = await readMeasurements(stringOf(args, "data"), shell);
    const asked = ofGroups(records, stringsOf(args, "group"));
    const [{ predictionContext }, { validateRecords }, { SHIPPED_CONSTANTS }] = await Promise.all([
      import("../../validate/predict/prediction-context.ts"),
      import("../../validate/validate.ts"),
      import("../../estimate/fitted-constants.ts"),
    ]);
    if (args["fit"] === true) return fitted(asked, args["json"] === true, shell);
    const line = progressLine(shell, { quiet: args["quiet"] === true });
    const context = predictionContext(await openAllSpecs(shell), {}, SHIPPED_CONSTANTS, await timerOf(args));
    const validation = await validateRecords(asked, context, async (done, total) => {
      line.show(done, total, `records · ${asked[done]?.group ?? ""}`);
      await signalsHeard();
    });
    line.clear();
    if (args["json"] === true) shell.out(`${JSON.stringify(validation, null, 2)}\n`);
    else shell.out(await shown({ validation, records: asked, data, worst }, shell));
    if (out !== undefined) await writeFiles({ validation, records: asked, data, worst }, out, shell);
    return EXIT.done;
  },
};

async function timerOf(args: Arguments): Promise<(priced: PricedPlan) => PlanTiming> {
  if (args["fidelity"] === "event") {
    const { estimateEvent } = await import("../../estimate/event/event.ts");
    return (priced) => estimateEvent(priced, { traceSegments: 0 });
  }
  return (await import("../../estimate/analytic.ts")).estimateAnalytic;
}

function ofDies(args: Parameters<Command["run"]>[0], shell: Shell): Promise<ExitCode> {
  for (const option of ["fit", "out"])
    if (args[option] !== undefined && args[option] !== false)
      throw new BadInput(`--${option} has no effect with --silicon`);
  const groups = stringsOf(args, "group");
  const data = stringOf(args, "data");
  return validateSilicon({ data, groups, asJson: args["json"] === true, textOf }, shell);
}

/** Fits nothing that is shipped: what is printed can be put into one's own copy of the constants. */
async function fitted(records: readonly Measurement[], asJson: boolean, shell: Shell): Promise<ExitCode> {
  const [{ calibrate }, { calibrationText }, { predictionContext }] = await Promise.all([
    import("../../validate/fit/calibrate.ts"),
    import("../../validate/fit/calibration-text.ts"),
    import("../../validate/predict/prediction-context.ts"),
  ]);
  const calibration = await calibrate(records, predictionContext(await openAllSpecs(shell)));
  if (calibration === undefined)
    throw new BadInput("--fit: fewer than three runs of trust A or B in these records are modelled");
  shell.out(`${asJson ? JSON.stringify(calibration, null, 2) : calibrationText(calibration).join("\n")}\n`);
  return EXIT.done;
}

interface Validated {
  readonly validation: SavedValidation;
  readonly records: readonly Measurement[];
  readonly data: string;
  readonly worst: number;
}

async function readMeasurements(
  place: string | undefined,
  shell: Shell,
): Promise<{ readonly data: string; readonly records: readonly Measurement[] }> {
  const { parseMeasurements, MeasurementsError } = await import("../../validate/parse-measurements.ts");
  const shipped = join(shell.packageFolder, "reports", "validation", basename(place ?? DEFAULT_DATA));
  // A bare name of no file here may be one of the shipped ones.
  const isShipped =
    place === undefined || (place === basename(place) && !existsSync(place) && existsSync(shipped));
  const file = isShipped ? shipped : place;
  const data = file === "-" ? "stdin" : isShipped ? basename(shipped) : file;
  try {
    return {
      data,
      records: parseMeasurements(file === "-" ? shell.readInput() : textOf(file), data).records,
    };
  } catch (error) {
    throw error instanceof MeasurementsError ? new BadInput(error.message) : error;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BadInput(`cannot read ${file}: ${(error as Error).message}`);
  }
}

function ofGroups(records: readonly Measurement[], groups: readonly string[]): readonly Measurement[] {
  if (groups.length === 0) return records;
  const known = [...new Set(records.map(({ group }) => group))];
  for (const name of groups) {
    if (known.includes(name)) continue;
    const meant = nearestName(name, known);
    throw new BadInput(
      `no group "${name}" in the data${meant === undefined ? `; there are ${known.join(", ")}` : `, did you mean "${meant}"?`}`,
    );
  }
  return records.filter(({ group }) => groups.includes(group));
}

async function viewOf({ validation, records, data }: Validated, shell: Shell) {
  const { validationView } = await import("../../report/validation/validation-view.ts");
  const tool = { name: "dse", version: shell.version };
  return validationView(validation, records, { data: data === "stdin" ? data : basename(data), tool });
}

async function shown(validated: Validated, shell: Shell): Promise<string> {
  const [{ terminalValidation }, { Chalk }] = await Promise.all([
    import("../../report/validation/terminal-validation.ts"),
    import("chalk"),
  ]);
  return terminalValidation(await viewOf(validated, shell), {
    width: Math.min(shell.columns ?? 110, 140),
    worst: validated.worst,
    colour: new Chalk({ level: shell.colour ? 1 : 0 }),
  });
}

async function writeFiles(validated: Validated, folder: string, shell: Shell): Promise<void> {
  const [{ htmlValidation }, { markdownValidation }] = await Promise.all([
    import("../../report/validation/html-validation.ts"),
    import("../../report/validation/markdown-validation.ts"),
  ]);
  const view = await viewOf(validated, shell);
  const files = {
    "validation.json": `${JSON.stringify(validated.validation, null, 2)}\n`,
    "validation.md": markdownValidation(view),
    "validation.html": await htmlValidation(view, { runtime: reportRuntime(shell) }),
  };
  for (const [name, text] of Object.entries(files)) writeInto(folder, name, text);
  shell.err(`${pathToFileURL(resolve(folder, "validation.html")).href}\n`);
}
