import fc from "fast-check";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "../../dist/cli/main.js";
import { hostileText } from "./hostile-values.mjs";

const COMMANDS = [
  ...["run", "sweep", "submit", "query", "plan", "optimum", "simulate", "serve", "uncertainty", "explain"],
  ...["compare", "report", "check", "list", "show", "init", "schema"],
];
const OPTIONS = [
  ...[
    "system",
    "workload",
    "set",
    "fidelity",
    "out",
    "format",
    "seed",
    "jitter",
    "routing",
    "objectives",
    "budget",
  ],
  ...[
    "strategy",
    "workers",
    "shard",
    "trace",
    "rate",
    "requests",
    "prompt",
    "generate",
    "batch",
    "arrivals",
    "ttft",
  ],
  ...[
    "tpot",
    "attainment",
    "draft",
    "acceptance",
    "days",
    "flops",
    "budget-dollars",
    "target-loss",
    "law",
    "experts",
  ],
  ...[
    "density",
    "executor",
    "emit",
    "option",
    "samples",
    "metric",
    "depth",
    "width",
    "nonsense",
    "resume",
    "limit-seconds",
  ],
];
const FLAGS = [
  "--json",
  "--quiet",
  "--no-color",
  "--capacity",
  "--resume",
  "--help",
  "--version",
  "-h",
  "--",
  "-",
];
const IDS = [
  "bow-pod4",
  "c600-card",
  "a100-gpus8",
  "bow",
  "m2000",
  "bert-base",
  "gpt2-s",
  "resnet-50-inference",
];
const PATHS = [
  "chip.clock",
  "chip.tiles",
  "machine.host.bandwidth",
  "task.globalBatch",
  "model.heads",
  "plan.microBatch",
];
const PLACES = ["made", "made/deeper", "file", "folder", ".", "", "/dev/full", "/dev/null/x", "-"];

/** A value that is wrong wherever a number or a name is wanted, so that the line costs no computation. */
const wrong = fc.oneof(
  hostileText,
  fc.tuple(fc.constantFrom(...PATHS), hostileText).map(([path, text]) => `${path}=${text}`),
);
const option = fc
  .tuple(fc.constantFrom(...OPTIONS), fc.oneof(wrong, fc.constantFrom(...IDS), fc.constantFrom(...PLACES)))
  .chain(([name, value]) => fc.constantFrom([`--${name}`, value], [`--${name}=${value}`], [`--${name}`]));
const word = fc.oneof(
  wrong,
  fc.constantFrom(
    ...IDS,
    ...PLACES,
    "chip",
    "system",
    "stepTimeSeconds",
    "mfu",
    "select 1",
    "spec.yaml",
    "study.yaml",
  ),
);

/** A command with options of any other, most of them with values that are none. */
const mixedLine = fc
  .tuple(
    fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...COMMANDS) }, { weight: 1, arbitrary: hostileText }),
    fc.array(word, { maxLength: 2 }),
    fc.array(option, { minLength: 1, maxLength: 4 }),
    fc.array(fc.constantFrom(...FLAGS), { maxLength: 1 }),
  )
  .map(([command, words, options, flags]) => [command, ...words, ...options.flat(), ...flags]);

const PLAN = ["tensorParallel=1", "pipelineParallel=4", "dataParallel=1"].flatMap((one) => [
  "--set",
  `plan.${one}`,
]);
const PAIR = ["--system", "bow-pod4", "--workload", "gpt2-s", ...PLAN];

/** A sound line but for one option. */
const nearlySound = fc
  .tuple(
    fc.constantFrom(
      ["run", ...PAIR, "--fidelity", "analytic", "--out", "-", "--format", "json"],
      ["plan", ...PAIR],
      ["simulate", ...PAIR],
      ["explain", "mfu", ...PAIR],
      [
        "serve",
        "--system",
        "bow-pod4",
        "--workload",
        "gpt2-s",
        "--requests",
        "2",
        "--prompt",
        "8",
        "--generate",
        "2",
      ],
      ["list"],
      ["show", "bow"],
      ["schema", "chip"],
      ["check", "spec.yaml"],
    ),
    option,
  )
  .map(([line, extra]) => [...line, ...extra]);

const line = fc.oneof({ weight: 9, arbitrary: mixedLine }, { weight: 1, arbitrary: nearlySound });

/** Lines that ask for a long answer rightly: other tests time those. */
function isLong([command, ...words]) {
  const heavy = ["run", "optimum", "uncertainty", "sweep", "serve", "plan", "explain"].includes(command);
  const pinned = words.includes("plan.pipelineParallel=4") || words.includes("--requests");
  const asked = words.some((text) => text.startsWith("--system") || text.startsWith("--workload"));
  return heavy && !pinned && (command === "run" ? words.every((text) => text.startsWith("--")) : asked);
}

/** Runs command lines in this process: a code of 0, 1 or 2, and nothing written but where it was named. */
export function commandJob({ root, folder }) {
  const place = mkdtempSync(join(folder, "lines-"));
  let lines = 0;
  const tally = {};
  return {
    tally,
    cases: (seed, count) =>
      fc.sample(
        line.filter((one) => !isLong(one)),
        { seed, numRuns: count },
      ),
    show: JSON.stringify,
    async run(argv) {
      const home = join(place, `line-${lines++}`);
      const work = join(home, "work");
      mkdirSync(join(work, "folder"), { recursive: true });
      writeFileSync(join(work, "file"), "");
      writeFileSync(join(work, "spec.yaml"), "kind: chip\nid: spec\nname: s\nextends: bow\n");
      writeFileSync(
        join(work, "study.yaml"),
        "kind: study\nid: s\nname: s\nquestion: q\nsystems: [nowhere]\nworkloads: []\n",
      );
      process.chdir(work);
      const { code, heard } = await silenced(() => main(argv, new URL(`file://${root}/`)));
      process.chdir(place);
      tally[`code ${code}`] = (tally[`code ${code}`] ?? 0) + 1;
      const beside = readdirSync(home).filter((name) => name !== "work");
      const made = readdirSync(work).filter((name) => !EXPECTED.has(name) && !named(argv, name));
      rmSync(home, { recursive: true, force: true });
      if (![0, 1, 2].includes(code)) return `exit code ${code}: ${heard.slice(0, 2000)}`;
      if (beside.length > 0) return `wrote ${beside.join(", ")} beside the folder it ran in`;
      return made.length > 0 ? `wrote ${made.join(", ")}, which no word of it names` : undefined;
    },
  };
}

/** What is there before, and the folders that results go into where none is named. */
const EXPECTED = new Set(["folder", "file", "spec.yaml", "study.yaml", "out", "runs"]);
const named = (argv, name) => argv.some((text) => text.includes(name));

/** Runs `act` with nothing on the streams; what would stand on stderr is told. */
async function silenced(act) {
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write];
  let heard = "";
  stdout.write = () => true;
  stderr.write = (text) => {
    heard += text;
    return true;
  };
  try {
    return { code: await act(), heard };
  } finally {
    [stdout.write, stderr.write] = writes;
    for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
    for (const stream of [stdout, stderr]) stream.removeAllListeners("error");
  }
}
