import type { FaultSettings } from "../../faults/faulty-run.ts";
import { tellNoPlan } from "../no-plan.ts";
import type { PlannerCache } from "../../estimate/price/matmul-planner.ts";
import type { Contention, Evaluation } from "../../internal.ts";
import type { Command } from "../command.ts";
import { BadInput, EXIT } from "../exit-code.ts";
import { cacheOption, openAnswers } from "../kept/open-answers.ts";
import { plannersWith } from "../kept/planners-with.ts";
import { jitterOptions, jsonOption, overridesOf, pairOf, pairOptions, seedOf, stringOf } from "../options.ts";
import { contentionText } from "../contention-text.ts";
import { faultOptions, faultSettings, faultsText, runDollars } from "../faults.ts";
import { isFile, openAllSpecs } from "../specs.ts";
import type { Shell } from "../shell.ts";
import { checkFile, writePieces, writeWhole } from "../write-whole.ts";

export const simulate: Command = {
  usage: "simulate",
  summary: "Event-driven run of the best plan beside its closed form; --trace for Perfetto or speedscope",
  positionals: {},
  options: {
    ...pairOptions,
    trace: {
      type: "string",
      requiresArg: true,
      describe: "Chrome trace-event JSON of a whole step; gzipped if it ends in .gz; - for stdout",
    },
    chakra: {
      type: "string",
      requiresArg: true,
      describe: "Chakra execution traces of one step: PREFIX.0.et … one an NPU, and PREFIX.comm_group.json",
    },
    contention: { type: "boolean", default: true, describe: "Shared links and memories are shared" },
    ...jitterOptions,
    unfold: {
      type: "boolean",
      default: false,
      describe: "Simulate every replica on every link and machine, instead of one that stands for all",
    },
    ...faultOptions,
    ...jsonOption,
    ...cacheOption,
  },
  examples: [
    ["dse simulate --system bow-pod16 --workload bert-large --trace trace.json", "open at ui.perfetto.dev"],
    [
      "dse simulate --system good-computer --workload gpt-3-175b --hours 720 --faults",
      "a month with failures",
    ],
  ],
  async run(args, shell) {
    const [
      { buildArch },
      { findPlan: searchPlan },
      { simulateEvent },
      { splitPlanOverrides },
      { parseQuantity },
    ] = await Promise.all([
      import("../../arch/build-arch.ts"),
      import("../../explore/find-plan.ts"),
      import("../../estimate/event/event.ts"),
      import("../../spec/plan-overrides.ts"),
      import("../../units/parse-quantity.ts"),
    ]);
    const { system, workload } = pairOf(args);
    const trace = stringOf(args, "trace");
    if (trace !== undefined && trace !== "-") checkFile(trace);
    const chakra = stringOf(args, "chakra");
    if (chakra !== undefined) checkFile(`${chakra}.0.et`);
    const options = simulationOptions(args);
    const faults = faultSettings(args, parseQuantity);
    const specs = await openAllSpecs(shell, [system, workload].filter(isFile));
    const { plan, rest } = await splitPlanOverrides(overridesOf(args));
    const arch = buildArch(await specs.arch(system, rest));
    const { spec } = await specs.workload(workload, rest);
    const answers = openAnswers(args, shell);
    const planners = plannersWith({ answers });
    const found = searchPlan({ arch, workload: spec, fixed: plan, planners });
    answers?.tidy();
    if (found.best === undefined) return tellNoPlan(found.noPlan, { system, workload }, shell);
    if (faults !== undefined) {
      const title = { system, workload, seed: options.seed ?? 0, json: args["json"] === true };
      shell.out(await withFaults(found.best.evaluation, faults, title));
      return EXIT.done;
    }
    const phases = found.best.evaluation.phases.map((phase) => ({
      phase,
      simulated: simulateEvent(phase.priced, options),
    }));
    if (trace !== undefined)
      await writeTraces(phases, { trace, options, planners }, `${system} · ${workload}`, shell);
    if (chakra !== undefined) await writeExecutionTraces(phases, chakra, shell);
    if (trace === "-") return EXIT.done;
    const { contentionOf } = await import("../../estimate/event/contention.ts");
    const rows = phases.map(({ phase, simulated }) => ({
      phase: phase.plan.graph.phase,
      analytic: phase.timing,
      event: simulated.timing,
      ...(options.contention && { contention: contentionOf(phase.priced, { ...options, unfold: false }) }),
    }));
    if (args["json"] === true)
      shell.out(
        `${JSON.stringify({ schema: "dse.simulation/v1", system, workload, ...options, phases: rows }, null, 2)}\n`,
      );
    else shell.out(await sideBySide(`${system} · ${workload}`, rows));
    return EXIT.done;
  },
};

/** A long run of the plan's steps on machines that fail. */
async function withFaults(
  evaluation: Evaluation,
  settings: FaultSettings,
  { system, workload, seed, json }: { system: string; workload: string; seed: number; json: boolean },
): Promise<string> {
  const [{ faultyRun }, { simulateFaults }, { metricContext }, { formatQuantity }] = await Promise.all([
    import("../../faults/faulty-run.ts"),
    import("../../faults/simulate-faults.ts"),
    import("../../result/metric-context.ts"),
    import("../../units/format-quantity.ts"),
  ]);
  if (evaluation.phases[0]?.plan.graph.phase !== "training")
    throw new BadInput(`--faults: ${workload} does not train; a run of many steps is a training run`);
  const forecast = simulateFaults(faultyRun(evaluation, settings), seed);
  const dollars = runDollars(metricContext(evaluation), settings.seconds);
  const saved = { schema: "dse.faults/v1", system, workload, seed, ...forecast, dollars };
  return json
    ? `${JSON.stringify(saved, null, 2)}\n`
    : faultsText(`${system} · ${workload}`, forecast, dollars, formatQuantity);
}

interface SimulationOptions {
  readonly contention: boolean;
  readonly unfold: boolean;
  readonly jitter: number;
  readonly routing: "expected" | "drawn";
  readonly seed?: number;
}

function simulationOptions(args: Parameters<Command["run"]>[0]): SimulationOptions {
  const jitter = args["jitter"] as number;
  if (!(jitter >= 0 && jitter <= 1)) throw new BadInput("--jitter: expected a share from 0 to 1");
  const seed = seedOf(args);
  const routing = args["routing"] === "drawn" ? "drawn" : "expected";
  return {
    contention: args["contention"] === true,
    unfold: args["unfold"] === true,
    jitter,
    routing,
    ...(seed === undefined ? {} : { seed }),
  };
}

type PhaseTiming = Evaluation["phases"][number]["timing"];
interface PhaseRow {
  readonly phase: string;
  readonly analytic: PhaseTiming;
  readonly event: PhaseTiming;
  readonly contention?: Contention;
}

/** A part below this share of the step is rounding. */
const ROUNDING = 1e-9;

/** Where the time goes, by both fidelities: what differs is contention and jitter; then what is shared. */
async function sideBySide(title: string, rows: readonly PhaseRow[]): Promise<string> {
  const [{ formatQuantity }, { table }] = await Promise.all([
    import("../../units/format-quantity.ts"),
    import("../../report/parts/table.ts"),
  ]);
  const right = (header: string) => ({ header, align: "right" as const });
  const lines = rows.flatMap(({ phase, analytic, event, contention }) => {
    const categories = Object.entries(event.time).filter(
      ([name, seconds]) => Math.max(seconds, lookUp(analytic, name)) > ROUNDING * event.seconds,
    );
    const cells = [...categories.map(([name, seconds]) => [name, lookUp(analytic, name), seconds] as const)];
    cells.push(["one step", analytic.seconds, event.seconds]);
    const body = cells.map(([name, closed, simulated]) => [
      { text: name },
      { text: formatQuantity(closed, "s") },
      { text: formatQuantity(simulated, "s") },
      { text: closed > 0 ? signedPercent(simulated / closed - 1) : "" },
    ]);
    const columns = [
      { header: phase, align: "left" as const },
      right("analytic"),
      right("event"),
      right("difference"),
    ];
    return [
      ...table(columns, body),
      ...(contention === undefined ? [] : contentionText(contention, table, formatQuantity)),
    ];
  });
  return `${[title, ...lines.map((line) => `  ${line}`)].join("\n")}\n`;
}

/** Two decimals; what rounds to nothing is equal. */
function signedPercent(relative: number): string {
  const text = (relative * 100).toFixed(2);
  return Number(text) === 0 ? "equal" : `${relative > 0 ? `+${text}` : text} %`;
}

const lookUp = (timing: PhaseTiming, category: string): number =>
  (timing.time as Readonly<Record<string, number>>)[category] ?? 0;

interface Simulated {
  readonly phase: Evaluation["phases"][number];
  readonly simulated: { readonly timing: PhaseTiming };
}

interface TraceSettings {
  readonly trace: string;
  readonly options: SimulationOptions;
  readonly planners: PlannerCache;
}

/** One file a phase: inference has a prefill and a decode. Gzipped where its name says so, while the step is simulated. */
async function writeTraces(
  phases: readonly Simulated[],
  { trace: file, options, planners }: TraceSettings,
  name: string,
  shell: Shell,
): Promise<void> {
  const [{ eventTrace }, { Readable }, { createGzip }] = await Promise.all([
    import("../../estimate/event/event-trace.ts"),
    import("node:stream"),
    import("node:zlib"),
  ]);
  if (file === "-" && phases.length > 1)
    throw new BadInput("--trace - holds one phase, this workload has several");
  for (const { phase, simulated } of phases) {
    const label = phase.plan.graph.phase;
    const title = `${name} · ${label}`;
    const pieces = eventTrace(
      phase.priced,
      { title, powerTrace: simulated.timing.powerTrace, planners },
      options,
    );
    if (file === "-") for (const piece of pieces) shell.out(piece);
    else {
      const own = phases.length === 1 ? file : file.replace(/([.]json)?([.]gz)?$/, `.${label}.json$2`);
      const stream = Readable.from(pieces);
      await writePieces(own, own.endsWith(".gz") ? stream.pipe(createGzip()) : stream);
      shell.err(`${own}\n`);
    }
  }
}

/** Of each phase a trace an NPU, as ASTRA-sim names them, and the process groups that their collectives name. */
async function writeExecutionTraces(
  phases: readonly Simulated[],
  prefix: string,
  shell: Shell,
): Promise<void> {
  const [{ tracesOfPlan }, { encodeTrace }] = await Promise.all([
    import("../../chakra/traces-of-plan.ts"),
    import("../../chakra/et-trace.ts"),
  ]);
  for (const { phase } of phases) {
    const { npus, traceOf, groups } = tracesOfPlan(phase.priced);
    const name = phases.length === 1 ? prefix : `${prefix}.${phase.plan.graph.phase}`;
    for (let npu = 0; npu < npus; npu++) writeWhole(`${name}.${npu}.et`, encodeTrace(traceOf(npu)));
    writeWhole(`${name}.comm_group.json`, `${JSON.stringify(groups)}\n`);
    shell.err(`${name}.0.et to ${name}.${npus - 1}.et, ${name}.comm_group.json\n`);
  }
}
