import type { Arch } from "../arch/arch.ts";
import { bestArithmetic } from "../arch/best-arithmetic.ts";
import { peakFlopsPerSecond } from "../arch/peak.ts";
import type { Fidelity } from "../evaluate.ts";
import { ASSERTION_FUNCTIONS } from "../result/judge.ts";
import type { MetricDefinition } from "../result/saved/result.ts";
import type { Amount, FormulaScope } from "../spec/formula/evaluate-formula.ts";
import type { FormulaError } from "../spec/formula/formula.ts";
import { nearestName } from "../units/nearest-name.ts";
import { powersOfUnit } from "../units/powers-of-unit.ts";
import { textAt, unknownText, type ClaimFunction } from "./claim-arguments.ts";
import { movedReading } from "./corners.ts";
import { MACHINE_FUNCTIONS, machineFigures, type MachineFindings } from "./machine-figures.ts";
import { headline, type Cell, type Scenario } from "./reading.ts";
import { DIE_PROPERTIES } from "./die-properties.ts";
import type { Subjects, SystemSubject } from "./subject.ts";
import { uncertainInputs } from "../uncertainty/uncertain-inputs.ts";
import { LAW_FUNCTIONS, WORKLOAD_FUNCTIONS, workloadFigures } from "./workload-figures.ts";

/** Everything that claims may ask about. */
export interface ClaimMatter {
  readonly cells: readonly Pick<Cell, "system" | "workload" | "readings" | "corners">[];
  /** Systems and workloads of the study, and those that claims name besides. */
  readonly subjects: Subjects;
  readonly metrics: readonly MetricDefinition[];
  readonly machines: MachineFindings;
}

type Args = Parameters<ClaimFunction>[0];

const FIDELITIES: readonly string[] = ["analytic", "event"] satisfies Fidelity[];

/** Functions of claims that are no metric; their first argument is an id. */
export const SUBJECT_FUNCTIONS = ["system", "input", ...WORKLOAD_FUNCTIONS] as const;

/** Names of all functions that a claim may call, besides arithmetic. */
export function claimFunctions(metrics: readonly MetricDefinition[]): readonly string[] {
  return [
    ...[...ASSERTION_FUNCTIONS, ...SUBJECT_FUNCTIONS, ...LAW_FUNCTIONS, ...MACHINE_FUNCTIONS],
    ...metrics.map(({ id }) => id),
  ];
}

/**
 * What the functions of claims mean, at nominal inputs or in a scenario (one uncertain input at one end):
 *
 * - `METRIC(system, workload [, fidelity])`: a metric of one result, at the most faithful fidelity run unless named.
 * - `system(id, property)`: a figure of a machine as built, such as `system("bow-pod64", "chips")`.
 * - `parameters(workload)`, `activeParameters(workload)`: exact parameter counts, of all and of those that a token meets.
 * - `storedBytes(workload)`: bytes of its weights at the precision of its task, and of the places of pruned ones.
 * - `flops(workload, convention)`: training FLOPs of the run by a named convention.
 * - `input(id, path)`: a number of a spec, such as `input("bow-pod64", "chip.clock")`.
 * - `loss(law, workload)`: loss in nats per token that a scaling law expects of the workload's parameters and tokens.
 * - `lossFlops(law, workload)`: training FLOPs (6ND) of the cheapest model that reaches this loss by the same law.
 * - `contention(system, workload, part)`: share of the step that sharing a part costs (`links`, `gateway`, `host`, a memory
 *   by its id; `all`: everything); `used(…)`: how much of the fullest of its kind is in use.
 * - `trains(system, workload, run)`: share of a run of the study's `faults` that trains; `failures(…)`: how many there are.
 * - `dalyShare(mean, write, restart)`: share that trains by Daly's law, with the best interval between checkpoints;
 *   `impliedRestart(mean, write, share)`: the restart at which it is this share.
 * - `denseEquivalent(law, workload)`: dense parameters with the quality of a model with experts, or of a pruned one.
 */
export function claimScope(matter: ClaimMatter, scenario?: Scenario): FormulaScope {
  const functions = new Map<string, ClaimFunction>([
    ...matter.metrics.map((metric): [string, ClaimFunction] => [
      metric.id,
      metricFunction(matter, metric, scenario),
    ]),
    ["system", (args) => systemProperty(matter, args, scenario)],
    ["input", (args) => inputOf(matter, args, scenario)],
    ...workloadFigures(matter.subjects),
    ...machineFigures(matter.machines),
  ]);
  return {
    name: () => undefined,
    nearest: (path) => nearestName(path.join("."), functions.keys()),
    call: (name, operands) => functions.get(name)?.(operands),
  };
}

function metricFunction(matter: ClaimMatter, metric: MetricDefinition, scenario?: Scenario): ClaimFunction {
  const powers = powersOfUnit(metric.unit);
  const usage = `${metric.id}("system", "workload")`;
  return (args) => {
    const [system, workload] = [textAt(args, 0, usage), textAt(args, 1, usage)];
    const fidelity = args.length > 2 ? textAt(args, 2, usage) : undefined;
    const cell = matter.cells.find((cell) => cell.system.id === system && cell.workload.id === workload);
    if (cell === undefined) throw unknownCell(matter, system, workload);
    if (fidelity !== undefined && !FIDELITIES.includes(fidelity))
      throw unknownText("fidelity", fidelity, FIDELITIES);
    const readings = fidelity === undefined ? headline(cell) : cell.readings[fidelity as Fidelity];
    const nominal = readings?.[metric.id];
    const corner = scenario && cell.corners.find(({ input }) => input.key === scenario.key);
    if (scenario === undefined || corner === undefined) return { value: nominal ?? Number.NaN, powers };
    const moved: Readonly<Record<string, number | null>> | undefined = corner[scenario.end];
    return { value: movedReading(nominal, cell.readings.analytic?.[metric.id], moved?.[metric.id]), powers };
  };
}

function unknownCell({ cells }: ClaimMatter, system: string, workload: string): FormulaError {
  const systems = new Set(cells.map((cell) => cell.system.id));
  if (!systems.has(system)) return unknownText("a system that is not in the study:", system, systems);
  return unknownText(
    "a workload that is not in the study:",
    workload,
    cells.map((cell) => cell.workload.id),
  );
}

/** Figures of a machine as built; unknown ones are NaN. */
const SYSTEM_PROPERTIES: Readonly<
  Record<string, { readonly unit: string; readonly of: (arch: Arch) => number }>
> = {
  chips: { unit: "", of: ({ chips }) => chips },
  machines: { unit: "", of: ({ machines }) => machines },
  peakFlopsPerSecond: { unit: "FLOP/s", of: (arch) => peakOf(arch, "fp8") },
  peakFp16FlopsPerSecond: { unit: "FLOP/s", of: (arch) => peakOf(arch, "fp16") },
  sramBytes: { unit: "B", of: (arch) => arch.chips * ownMemory(arch, "tiled") },
  hbmBytes: { unit: "B", of: (arch) => arch.chips * ownMemory(arch, "roofline") },
  streamingBytes: { unit: "B", of: ({ memories, machines }) => machines * (memories.streaming?.bytes ?? 0) },
  streamingBytesPerSecond: {
    unit: "B/s",
    of: ({ memories, machines }) => machines * (memories.streaming?.bytesPerSecond ?? 0),
  },
  memoryBytes: {
    unit: "B",
    of: (arch) =>
      arch.chips * (ownMemory(arch, "tiled") + ownMemory(arch, "roofline")) +
      arch.machines * (arch.memories.streaming?.bytes ?? 0),
  },
  capexDollars: { unit: "USD", of: ({ capexDollars }) => capexDollars ?? Number.NaN },
  ...DIE_PROPERTIES,
};

/** All chips, at the fastest arithmetic that keeps the precision: with fp8, the fastest there is. */
function peakOf({ chip, chips }: Arch, precision: "fp8" | "fp16"): number {
  const arithmetic = bestArithmetic(chip, precision);
  return arithmetic === undefined ? Number.NaN : chips * peakFlopsPerSecond(chip, arithmetic);
}

function ownMemory({ chip, memories }: Arch, kind: "tiled" | "roofline"): number {
  return chip.architecture === kind ? memories.sram.bytes : 0;
}

function systemProperty(matter: ClaimMatter, args: Args, scenario?: Scenario): Amount {
  const usage = `system("id", "property")`;
  const [id, name] = [textAt(args, 0, usage), textAt(args, 1, usage)];
  const property = Object.hasOwn(SYSTEM_PROPERTIES, name) ? SYSTEM_PROPERTIES[name] : undefined;
  if (property === undefined) throw unknownText("a property", name, Object.keys(SYSTEM_PROPERTIES));
  const subject = systemOf(matter, id);
  return { value: property.of(archIn(subject, scenario)), powers: powersOfUnit(property.unit) };
}

function systemOf({ subjects }: ClaimMatter, id: string): SystemSubject {
  const subject = subjects.systems.get(id);
  if (subject === undefined) throw unknownText("the system", id, subjects.systems.keys());
  return subject;
}

function archIn(subject: SystemSubject, scenario: Scenario | undefined): Arch {
  const corner = scenario && subject.corners.find(({ input }) => input.key === scenario.key);
  return scenario === undefined || corner === undefined ? subject.arch : corner[scenario.end];
}

function inputOf({ subjects }: ClaimMatter, args: Args, scenario?: Scenario): Amount {
  const usage = `input("id", "path")`;
  const [id, path] = [textAt(args, 0, usage), textAt(args, 1, usage)];
  const loaded = subjects.systems.get(id)?.loaded ?? subjects.workloads.get(id)?.loaded;
  if (loaded === undefined)
    throw unknownText("a system or workload", id, [...subjects.systems.keys(), ...subjects.workloads.keys()]);
  const input = loaded.provenance.find((entry) => entry.path === path);
  if (input === undefined)
    throw unknownText(
      "an input",
      path,
      loaded.provenance.map((entry) => entry.path),
    );
  const powers = powersOfUnit(input.unit);
  const uncertain = uncertainInputs([input])[0];
  const moved = scenario !== undefined && uncertain?.key === scenario.key;
  return { value: moved ? uncertain.ends[scenario.end] : input.value, powers };
}
