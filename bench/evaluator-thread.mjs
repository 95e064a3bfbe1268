import { workerData } from "node:worker_threads";
import { machineVariants, openSpace } from "./evaluator-space.mjs";

/** One thread of the question in workers.mjs: prices everything once, then evaluates machines off a shared counter. */
const { system, machines, passes, choices, columns, counts } = workerData;
const { library, workload, base } = await openSpace(system);
const archs = machineVariants(base, machines);
const evaluator = library.compileEvaluator({ workload, archs, choices });

const evaluateMachine = (arch) => {
  for (let choice = 0; choice < choices.length; choice++)
    evaluator.evaluateInto(arch, choice, columns, arch * choices.length + choice);
};
for (let arch = 0; arch < machines; arch++) evaluateMachine(arch);

const tell = (index) => {
  Atomics.add(counts, index, 1);
  Atomics.notify(counts, index);
};
for (let round = 0; ;) {
  tell(1);
  Atomics.wait(counts, 3, round);
  round = Atomics.load(counts, 3);
  if (round < 0) break;
  for (let next = Atomics.add(counts, 0, 1); next < machines * passes; next = Atomics.add(counts, 0, 1))
    evaluateMachine(next % machines);
  tell(2);
}
