import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const binary = fileURLToPath(new URL("../bin/dse.js", import.meta.url));
const CHOICES = [
  ...["tensorParallel=1", "pipelineParallel=16", "dataParallel=1", "microBatch=2", "recompute=layer"],
  ...["optimizerState=sram", "weights=sram", "availableMemoryProportion=0.6"],
];

/** A sweep of so many clocks of a Bow Pod16 that trains BERT, with a plan that leaves little open. */
export const clocksOf = (points) => [
  ...["sweep", "--system", "bow-pod16", "--workload", "bert-large", "--quiet"],
  ...["--set", `chip.clock=1.3 GHz..1.9 GHz/${points}`],
  ...CHOICES.flatMap((choice) => ["--set", choice]),
];

/** Starts `dse`; resolves with its exit code. `watch` may kill it. */
export function dse(args, watch = () => undefined) {
  const child = spawn(process.execPath, [binary, ...args], { stdio: "ignore" });
  const stop = watch(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      stop?.();
      resolve(code);
    });
  });
}

export async function secondsOf(args) {
  const began = performance.now();
  const code = await dse(args);
  if (code !== 0) throw new Error(`dse ${args.join(" ")} ended with ${code}`);
  return (performance.now() - began) / 1000;
}
