// The architecture in one table: what each part of src/ may import besides itself. See docs/architecture.md.
// A rule that is in the way is changed here, with a reason, in the commit that needs it; never suppressed in place.
const LAWS = ["units", "spec", "arch", "workload", "cost", "plan", "estimate"];
const EVALUATED = [...LAWS, "result", "evaluate.ts"];
const ROOMS = [
  ...EVALUATED,
  ...[
    "explore",
    "validate",
    "explain",
    "report",
    "optimum",
    "uncertainty",
    "serve",
    "faults",
    "chakra",
    "study",
  ],
];
const MAY_IMPORT = {
  units: [],
  sim: [], // generic event engine: no hardware, no units, no specs
  silicon: [], // what a die is made of, costs, draws and emits, from its process and its blocks
  spec: ["units", "silicon"], // a chip that differs from a published one has its numbers moved by the laws of silicon
  arch: ["units", "spec", "silicon"], // what the footprint of a die can be cooled of
  workload: ["units", "spec"], // arch and workload never meet here; plan is where they meet
  cost: ["units", "arch"],
  plan: ["units", "spec", "arch", "workload", "cost"],
  estimate: ["units", "arch", "workload", "cost", "plan", "sim"],
  result: LAWS,
  "evaluate.ts": [...LAWS, "result"],
  explore: [
    ...EVALUATED,
    "sim/random.ts", // the seeded generator: samples and strategies draw from it
  ],
  validate: [...EVALUATED, "explore", "silicon"],
  // one number as a tree down to laws and sources: reads evaluations and prices their parts again with the same functions
  explain: EVALUATED,
  // renders saved results; a new number is a new metric. Validations are saved data too; their measurements name them.
  // The findings of a sweep too, with their parts that can be read alone and the edges of the bins; and an optimum.
  report: [
    "units",
    "result/saved/result.ts",
    "result/saved/carried-study.ts", // what a page carries to answer for itself, packed as it is
    "result/saved/trust.ts", // a badge beside every figure, read from what the result says of itself
    "result/metric-tables.ts", // tables ask the metric: which it stands in, its short label, whether it is a share
    "explore/sweep/saved-sweep.ts",
    "explore/sweep/workload-views.ts",
    "explore/sweep/compare-sweeps.ts",
    "explore/store/bins.ts",
    "explore/design/saved-design.ts",
    "optimum/saved-optimum.ts",
    "validate/validation.ts",
    "validate/measurement.ts",
    "validate/accuracy",
  ],
  // compute-optimal training: scaling laws, and the plans and metrics of the model they allot
  optimum: [...LAWS, "result", "explore"],
  // what is not known exactly, carried to the metrics: samples, swings, Sobol indices
  uncertainty: [...EVALUATED, "explore", "sim/random.ts"],
  // requests over time on a priced plan: queues, batches, latency limits
  serve: [...LAWS, "evaluate.ts", "explore", "sim"],
  // a long run on machines that fail: checkpoints, restarts, spares
  faults: [...LAWS, "result", "sim"],
  // execution traces of others and ours: read, written, replayed on the engine
  chakra: [...LAWS, "sim"],
  study: [
    ...EVALUATED,
    "uncertainty",
    "explore",
    "faults", // long runs of its plans on machines that fail
    "validate/accuracy", // every figure says how far to trust it
    "optimum/laws", // claims ask what loss a law expects of a run
  ],
  // what a page computes when it is asked: the same laws, in the words and with the elements of the page around it
  live: [
    ...EVALUATED,
    "explore",
    "report/parts/figures.ts",
    "report/study/plan-summary.ts",
    "report/study/reading.ts",
    "report/study/html/ask-section.ts",
    "report/browser",
  ],
  // what a script asks: names and plain data in, plain data out
  api: [...EVALUATED, "explore", "uncertainty", "study", "report/sweep"],
  // all parts behind one door: for benches, scripts and commands that need most of them
  "internal.ts": ROOMS,
  // a command loads the parts that it needs, when it needs them
  cli: ["internal.ts", ...ROOMS],
};
const pathOf = (name) => `^src/${name.replaceAll(".", "[.]")}${name.endsWith(".ts") ? "$" : "/"}`;
const flowRules = Object.entries(MAY_IMPORT).map(([part, allowed]) => ({
  name: `${part.replace(".ts", "")}-imports`,
  comment: `src/${part} may import only: ${allowed.join(", ") || "itself"}. See docs/architecture.md.`,
  severity: "error",
  from: { path: pathOf(part) },
  to: { path: "^src/", pathNot: [pathOf(part), ...allowed.map(pathOf)] },
}));
/** What is started from outside: the command line, a sweep's thread, the library, the script of a page. */
const ENTRIES = "^src/(cli/main|cli/sweep/worker|api/index|report/browser/main|live/main)[.]ts$";
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    ...flowRules,
    {
      name: "every-file-has-a-place",
      severity: "error",
      from: { path: "^src/", pathNot: Object.keys(MAY_IMPORT).map(pathOf) },
      to: {},
    },
    {
      name: "bin-only-starts-cli",
      severity: "error",
      from: { path: "^bin/" },
      to: { path: "^(src|dist)/", pathNot: "^(src|dist)/cli/" },
    },
    {
      name: "files-are-touched-at-the-edges",
      comment: "Below cli/ only spec/load.ts and spec/compiled-specs.ts may touch the outside world.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(cli/|spec/(load|compiled-specs)[.]ts$)" },
      to: { path: "^(node:)?(fs|fs/promises|child_process|os|process|worker_threads)$" },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, path: "^src/", pathNot: "[.]d[.]ts$" },
      to: {},
    },
    {
      name: "not-unreachable-from-cli",
      comment: "Nobody can run this module: use it, or remove it. What only tests need stands in test/.",
      severity: "error",
      from: { path: `^scripts/|${ENTRIES}` },
      to: { path: "^src/", pathNot: ENTRIES, reachable: false },
    },
    {
      name: "not-unreachable-from-test",
      comment:
        "No test imports this module, directly or by others: prove it. The command line is tested as a process, what is in a page in a browser.",
      severity: "error",
      from: { path: "^test/" },
      to: {
        path: "^src/",
        pathNot:
          "^src/(cli|report/browser)/|^src/live/(main|room|controls|answer-table|answer-view|searcher)[.]ts$",
        reachable: false,
      },
    },
    {
      name: "src-never-imports-test",
      severity: "error",
      from: { path: "^(src|bin)/" },
      to: { path: "^test/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
  },
};
