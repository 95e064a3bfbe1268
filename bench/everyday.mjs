import { fileURLToPath } from "node:url";
import { processMilliseconds } from "./process-milliseconds.mjs";

/** Of so many runs the fastest counts: a busy machine only adds. A command that takes long is run fewer times. */
const RUNS = 5;
const FEW = 2;

/** What people ask all day, and what it may take at most in units of `node -e 0`. */
const COMMANDS = [
  { args: ["list"], limit: 3 },
  { args: ["check", "arch-specs/bow-pod.arch.yaml"], limit: 4 },
  {
    args: ["explain", "stepTimeSeconds", "--system", "bow-pod64", "--workload", "bert-large", "--no-cache"],
    limit: 6,
  },
  { args: ["plan", "--system", "bow-pod64", "--workload", "gpt-3-13b", "--no-cache"], limit: 8 },
  { args: ["optimum", "--system", "bow-pod64", "--days", "30", "--no-cache"], limit: 15, runs: FEW },
  { args: ["validate", "--quiet"], limit: 60, runs: FEW },
];
const SCRIPT = { file: "library-script.mjs", limit: 15, runs: FEW };

/** How long does each everyday command take as a whole process, with nothing kept from an earlier run? */
export function bench() {
  const yardstick = { what: "node -e 0", value: best(["-e", "0"], RUNS) };
  const row = (what, args, { limit, runs = RUNS }) => {
    const value = best(args, runs);
    const ratio = value / yardstick.value;
    const most = limit * yardstick.value;
    return {
      ...{ what: `${what}, best of ${runs}`, value, unit: "ms", yardstick, ratio },
      ...{ limit: most, limitRatio: limit, holds: value <= most },
    };
  };
  const told = (args) => `dse ${args.filter((arg) => !/^--(no-cache|quiet)$/.test(arg)).join(" ")}`;
  const script = fileURLToPath(new URL(SCRIPT.file, import.meta.url));
  return [
    ...COMMANDS.map((one) => row(told(one.args), ["bin/dse.js", ...one.args], one)),
    row("library script: evaluate, sweep of 32, findPlan", [script], SCRIPT),
  ];
}

function best(args, runs) {
  return Math.min(...Array.from({ length: runs }, () => processMilliseconds(args)));
}
