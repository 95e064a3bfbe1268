import { cpuMilliseconds, fitting, machineVariants, openSpace, plans } from "./evaluator-space.mjs";

const MACHINES = 1000;
const PLANS = 1000;
const ROUNDS = 3;
const ROWS = 65_536;
const SAMPLE = 40;
const LEAST_PER_SECOND = 1_000_000;

/**
 * How many full design points of GPT-3 175B training does a core evaluate in a second, when what is costly is known:
 * a million pairs of plan and machine on 512 A100s, all of which fit, every metric written and read? Each round has a
 * thousand machines that were not there before, so that no point was ever asked for. Beside it, in the same run, the
 * first round, which has all prices to make, a plain loop over typed arrays that writes as many numbers, and `evaluate()`.
 */
export async function bench() {
  const { library, workload, base } = await openSpace("a100-800g-gpus512");
  const archs = machineVariants(base, MACHINES);
  const choices = fitting(
    library,
    workload,
    base,
    plans(library, base, workload.task.globalBatch, Infinity),
  ).slice(0, PLANS);
  const evaluator = library.compileEvaluator({ workload, archs, choices });
  const columns = library.pointColumns(ROWS, evaluator.metrics.length);
  const points = archs.length * choices.length;
  let checksum = 0;
  const read = (rows) => {
    for (const column of columns.metrics)
      for (let row = 0; row < rows; row++) if (column[row] === column[row]) checksum += column[row] % 1;
  };
  const everyPoint = (one, from = 0) => {
    let row = 0;
    for (let arch = from; arch < from + archs.length; arch++)
      for (let choice = 0; choice < choices.length; choice++) {
        one(arch, choice, row);
        if (++row === ROWS) row = 0;
      }
  };
  const evaluateAll = (from) =>
    everyPoint((arch, choice, row) => evaluator.evaluateInto(arch, choice, columns, row), from);
  const first = cpuMilliseconds(() => evaluateAll(0));
  read(ROWS);
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const from = evaluator.archs.length;
    for (const arch of machineVariants(base, MACHINES, round + 1)) evaluator.addArch(arch);
    return cpuMilliseconds(() => evaluateAll(from));
  });
  const compiled = Math.min(...rounds);
  read(ROWS);
  const best = (run) => Math.min(...Array.from({ length: ROUNDS }, () => cpuMilliseconds(run)));
  const plain = best(() => everyPoint(plainLoop(archs, choices, columns)));
  read(ROWS);
  const whole = (points / SAMPLE) * best(() => evaluateSample(library, { workload, archs, choices }));
  if (!Number.isFinite(checksum) || columns.feasible.includes(0))
    throw new Error("a point was not evaluated");
  const perSecond = (points / compiled) * 1000;
  const each = (milliseconds) => (milliseconds / points) * 1e6;
  return [
    {
      ...{ what: `points a second and core, warm (${points} points, ${evaluator.metrics.length} metrics)` },
      ...{ field: "evaluationsPerSecond", value: perSecond, unit: "1/s" },
      ...{ limit: LEAST_PER_SECOND, holds: perSecond >= LEAST_PER_SECOND },
    },
    {
      ...{
        what: "a point, against the first million with all prices to make",
        value: each(compiled),
        unit: "ns",
      },
      ...{ yardstick: { what: "the first million", value: each(first) }, ratio: compiled / first },
    },
    {
      ...{ what: "a point, against a plain loop over typed arrays", value: each(compiled), unit: "ns" },
      ...{ yardstick: { what: "the loop", value: each(plain) }, ratio: compiled / plain },
    },
    {
      ...{ what: "a point, against evaluate()", value: each(compiled), unit: "ns" },
      ...{ yardstick: { what: "evaluate()", value: each(whole) }, ratio: compiled / whole },
    },
    {
      ...{ what: "columns of a million points", unit: "MiB" },
      value: ((8 * (evaluator.metrics.length + 2) + 1) * 1e6) / 2 ** 20,
    },
    {
      ...{ what: "memory (resident) with all prices kept", unit: "MiB" },
      value: process.memoryUsage().rss / 2 ** 20,
    },
  ];
}

/** As many numbers read, some three hundred operations, as many written: what a C programmer would write by hand. */
function plainLoop(archs, choices, { metrics }) {
  const INPUTS = 32;
  const ofArch = Float64Array.from({ length: archs.length * INPUTS }, (_, at) => 1 + (at % 97) / 97);
  const ofChoice = Float64Array.from({ length: choices.length * INPUTS }, (_, at) => 1 + (at % 89) / 89);
  return (arch, choice, row) => {
    let time = 0;
    let energy = 0;
    for (let input = 0; input < INPUTS; input++) {
      const a = ofArch[arch * INPUTS + input];
      const c = ofChoice[choice * INPUTS + input];
      time += a * c;
      energy += (a + c) / (1 + time);
    }
    for (let metric = 0; metric < metrics.length; metric++)
      metrics[metric][row] = (energy * (metric + 1)) / (time + metric);
  };
}

function evaluateSample({ evaluatePlan, metricContext, measureMetrics }, { workload, archs, choices }) {
  for (let at = 0; at < SAMPLE; at++) {
    const arch = archs[(at * 131) % archs.length];
    const choice = choices[(at * 197) % choices.length];
    measureMetrics(metricContext(evaluatePlan({ arch, workload, choice, fidelity: "analytic" })));
  }
}
