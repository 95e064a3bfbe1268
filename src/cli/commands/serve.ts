import { tellNoPlan } from "../no-plan.ts";
import type * as Library from "../../internal.ts";
import type { Arguments, Command } from "../command.ts";
import { BadInput, EXIT, type ExitCode } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { cacheOption, openAnswers } from "../kept/open-answers.ts";
import { plannersWith } from "../kept/planners-with.ts";
import {
  jsonOption,
  overridesOf,
  pairOf,
  pairOptions,
  questionOptions,
  stringOf,
  stringsOf,
} from "../options.ts";
import { progressLine, signalsHeard } from "../progress-line.ts";
import { fleetText, savedFleet, sizeFamilies, type FleetQuestion } from "../serve-fleet.ts";
import { isFile, openAllSpecs } from "../specs.ts";
import { servingText, type ServeAnswer, type ServeOptions } from "../serving-text.ts";
import { trafficOf, trafficOptions } from "../traffic-options.ts";

export const serve: Command = {
  usage: "serve",
  summary: "Requests over time: TTFT, TPOT, goodput within latency limits, by event-driven simulation",
  positionals: {},
  options: {
    ...pairOptions,
    system: { ...questionOptions.system, describe: "System id; with --fleet families too (repeatable)" },
    ...trafficOptions,
    batch: {
      type: "number",
      describe: "Requests in flight at a time, over all replicas; default: what generates most within --tpot",
    },
    batching: {
      type: "string",
      choices: ["continuous", "static"],
      default: "continuous",
      describe: "Requests join and leave the running batch, or batches begin and end together",
    },
    "prompts-per-pass": { type: "number", default: 1, describe: "Prompts that are read together" },
    ttft: { type: "string", requiresArg: true, default: "2 s", describe: "Limit on the time to first token" },
    tpot: { type: "string", requiresArg: true, default: "100 ms", describe: "Limit on the time per token" },
    attainment: {
      type: "number",
      describe: "Share of requests that --capacity or --fleet keeps within both; default: 0.9",
    },
    fleet: {
      type: "boolean",
      default: false,
      describe: "How many chips of each --system (a family: bow-pod, a100-gpus) keep the limits at --rate",
    },
    capacity: { type: "boolean", default: false, describe: "Also the highest rate within the limits" },
    draft: {
      type: "string",
      requiresArg: true,
      describe: "Workload that drafts tokens (speculative decoding)",
    },
    "draft-tokens": { type: "number", describe: "Tokens drafted for each pass of --draft; default: 4" },
    acceptance: { type: "number", describe: "Share of drafted tokens that are right; needed with --draft" },
    ...jsonOption,
    ...cacheOption,
  },
  examples: [
    ["dse serve --system bow-pod16 --workload gpt-j-6b --rate 2 --prompt 512 --generate 64", ""],
    ["dse serve --system bow-pod16 --workload gpt-j-6b --rate 2 --capacity --ttft 5s", "what rate it bears"],
    ["dse serve --system bow-pod16 --workload gpt-j-6b --arrivals trace.csv", "replay a recorded trace"],
    [
      "dse serve --fleet --system bow-pod --system a100-gpus --workload gpt-j-6b --rate 20 --ttft 1s --attainment 0.99",
      "how many of which it takes",
    ],
  ],
  async run(args, shell) {
    const systems = stringsOf(args, "system");
    const fleet = args["fleet"] === true;
    if (fleet && args["capacity"] === true)
      throw new BadInput(
        "--fleet looks for the least size at --rate, --capacity for the highest rate of one size",
      );
    // A fleet is asked of one workload and any number of systems.
    const pair = pairOf(fleet ? { ...args, system: systems.slice(0, 1) } : args);
    const opened = await openServing(args, shell, { systems, workload: pair.workload });
    const code = await (fleet ? answerFleet(opened, systems) : answerOne(opened, pair));
    opened.answers?.tidy();
    return code;
  },
};

type Arch = ReturnType<typeof Library.buildArch>;
type Opened = Awaited<ReturnType<typeof openServing>>;

/** What is served, to whom, and how a system is sized for it. */
async function openServing(
  args: Arguments,
  shell: Shell,
  { systems, workload }: { readonly systems: readonly string[]; readonly workload: string },
) {
  const api = await import("../../internal.ts");
  const options = optionsOf(args, api);
  const specs = await openAllSpecs(shell, [...systems, workload].filter(isFile));
  const { plan, rest: overrides } = await api.splitPlanOverrides(overridesOf(args));
  const { spec } = await specs.workload(workload, overrides);
  const drafted = await draftOf(args, async (id) => (await specs.workload(id)).spec);
  for (const one of [spec, ...(drafted ? [drafted.workload] : [])])
    if (!api.generates(one))
      throw new BadInput(
        `${one.id} gives no tokens to a prompt of tokens alone: serve a decoder or an encoder-decoder`,
      );
  const traffic = await trafficOf(args, spec, { shell, api });
  const [wrong] = api.workloadProblems(api.servingWorkload(spec, traffic.lengths, options.batch ?? 1));
  if (wrong !== undefined)
    throw new BadInput(`${workload} as served: expected ${wrong.expected ?? ""}, got ${wrong.message}`);
  const answers = openAnswers(args, shell);
  const planners = plannersWith({ answers });
  const sizedOn = (arch: Arch): ReturnType<typeof sizedOf> =>
    sizedOf(options, {
      ...{ api, requests: traffic.requests.length },
      input: {
        ...{ arch, workload: spec, lengths: traffic.lengths, planners },
        ...{ promptsPerPass: options.promptsPerPass, fixed: plan },
        ...(drafted && { draft: drafted }),
      },
    });
  return { args, shell, api, options, specs, overrides, workload, traffic, answers, sizedOn };
}

async function answerOne(
  { args, shell, api, options, specs, overrides, traffic, sizedOn }: Opened,
  { system, workload }: { readonly system: string; readonly workload: string },
): Promise<ExitCode> {
  const arch = api.buildArch(await specs.arch(system, overrides));
  const sized = sizedOn(arch);
  if ("kind" in sized) {
    if (sized.kind === "illegal") return tellNoPlan(sized, { system, workload }, shell);
    const { resource, levers } = sized;
    shell.err(`dse: ${system} · ${workload} does not fit: ${resource}. Try: ${levers.join(", ")}\n`);
    return EXIT.refuted;
  }
  const { service, batch } = sized;
  const input = { arch, service, requests: traffic.requests, ...options, seed: traffic.seed };
  const metrics = api.serve(input);
  const capacity = options.capacity ? (api.serveAtCapacity(input, options.attainment) ?? null) : undefined;
  const answer = {
    ...{ system, workload, traffic, options, batch, wider: sized.wider, service, metrics, capacity },
  };
  if (args["json"] === true)
    shell.out(`${JSON.stringify(saved(answer, api.savedChoice(service.choice)), null, 2)}\n`);
  else shell.out(servingText(answer, api, Math.min(shell.columns ?? 110, 140)));
  return EXIT.done;
}

/** How many of which systems it takes; refuted where one of them does not do at any size. */
async function answerFleet(
  { args, shell, api, sizedOn, ...asked }: Opened,
  systems: readonly string[],
): Promise<ExitCode> {
  const { traffic, options } = asked;
  const progress = progressLine(shell, { quiet: args["quiet"] === true });
  let tries = 0;
  const question: FleetQuestion = {
    ...{ ...asked, systems },
    onTry: async (id) => {
      progress.show(++tries, tries, `sizes tried, now ${id}`);
      await signalsHeard();
    },
    serveOn: (_, arch) => {
      const sized = sizedOn(arch);
      if ("kind" in sized) return { kind: "misfit", because: `does not fit: ${api.whyNoPlan(sized)}` };
      const { service, batch } = sized;
      const input = { arch, service, requests: traffic.requests, ...options, seed: traffic.seed };
      const metrics = api.serve(input);
      const answer = { batch, replicas: service.replicas, metrics };
      return { kind: "serves", attained: metrics.attainmentFraction, answer };
    },
  };
  const families = await sizeFamilies(question, api);
  progress.clear();
  if (args["json"] === true) shell.out(`${JSON.stringify(savedFleet(question, families), null, 2)}\n`);
  else shell.out(fleetText(question, families, api, Math.min(shell.columns ?? 110, 140)));
  return families.every(({ fleet }) => fleet.answer !== undefined) ? EXIT.done : EXIT.refuted;
}

interface Sizing {
  readonly api: typeof Library;
  readonly input: Omit<Parameters<typeof Library.prepareService>[0], "batch">;
  readonly requests: number;
}

/**
 * The service for the batch that was given, or for the one that generates most tokens within the limit on a token.
 * `wider` is the latter where one was given, to say what the given one costs.
 */
function sizedOf(
  { batch, limits }: ServeOptions,
  { api, input, requests }: Sizing,
): (Library.SizedService & { readonly wider?: Library.SizedService }) | Library.NoPlan {
  const chosen = api.chooseBatch(input, { perTokenSeconds: limits.perTokenSeconds, requests });
  if (batch === undefined) return chosen;
  const service = api.prepareService({ ...input, batch });
  if (service.kind !== "service") return service;
  const given = api.sizedService(batch, service);
  return "kind" in chosen || chosen.tokensPerSecond <= given.tokensPerSecond
    ? given
    : { ...given, wider: chosen };
}

function optionsOf(args: Arguments, { parseQuantity }: typeof Library): ServeOptions {
  const seconds = (name: string): number => {
    const parsed = parseQuantity(stringOf(args, name) ?? "", "seconds");
    if (!parsed.ok || !(parsed.value > 0))
      throw new BadInput(`--${name}: expected a time above zero, for example ${name}="500 ms"`);
    return parsed.value;
  };
  const { attainment = DEFAULT_ATTAINMENT } = args as { readonly attainment?: number };
  if (args["attainment"] !== undefined && args["capacity"] !== true && args["fleet"] !== true)
    throw new BadInput("--attainment is what --capacity or --fleet keeps: give one of them");
  if (!(attainment > 0 && attainment <= 1))
    throw new BadInput("--attainment: expected a share above 0, at most 1");
  return {
    ...(args["batch"] === undefined ? {} : { batch: countOf(args, "batch") }),
    batching: args["batching"] === "static" ? "static" : "continuous",
    promptsPerPass: countOf(args, "prompts-per-pass"),
    limits: { firstTokenSeconds: seconds("ttft"), perTokenSeconds: seconds("tpot") },
    attainment,
    capacity: args["capacity"] === true,
  };
}

const DEFAULT_ATTAINMENT = 0.9;
const DEFAULT_DRAFT_TOKENS = 4;

/** A batch beyond this is none that a machine holds, and each of its places is simulated. */
const MOST = 100_000;

function countOf(args: Arguments, name: string): number {
  const value = args[name] as number;
  if (!Number.isInteger(value) || value < 1 || value > MOST)
    throw new BadInput(`--${name}: expected a whole number from 1 to ${MOST}`);
  return value;
}

async function draftOf(
  args: Arguments,
  workloadOf: (id: string) => Promise<Library.WorkloadSpec>,
): Promise<
  | { readonly workload: Library.WorkloadSpec; readonly draftTokens: number; readonly acceptance: number }
  | undefined
> {
  const id = stringOf(args, "draft");
  for (const name of ["acceptance", "draft-tokens"])
    if (id === undefined && args[name] !== undefined)
      throw new BadInput(`--${name} is of speculative decoding: give --draft, the workload that drafts`);
  if (id === undefined) return undefined;
  const acceptance = args["acceptance"] as number | undefined;
  if (acceptance === undefined || !(acceptance >= 0 && acceptance <= 1))
    throw new BadInput("--draft needs --acceptance, the share of drafted tokens that are right (0 to 1)");
  return {
    workload: await workloadOf(id),
    draftTokens: args["draft-tokens"] === undefined ? DEFAULT_DRAFT_TOKENS : countOf(args, "draft-tokens"),
    acceptance,
  };
}

function saved(answer: ServeAnswer, plan: object): object {
  const { system, workload, traffic, options, batch, service, metrics, capacity } = answer;
  const { replicas, slots, speculation } = service;
  return {
    schema: "dse.serving/v1",
    ...{
      system,
      workload,
      seed: traffic.seed,
      offeredRequestsPerSecond: traffic.requestsPerSecond,
      ...options,
      batch,
    },
    capacity: savedCapacity(capacity),
    ...{ replicas, slots, stages: service.costs.stages, plan },
    ...(speculation && {
      speculation: { draftTokens: speculation.draftTokens, acceptance: speculation.acceptance },
    }),
    metrics,
  };
}

/** JSON has no infinity: a rate without end is left out, and `unlimited` says so. */
function savedCapacity(capacity: ServeAnswer["capacity"]): object | null {
  if (!capacity) return null;
  const { requestsPerSecond, metrics } = capacity;
  return requestsPerSecond === Infinity ? { unlimited: true, metrics } : { requestsPerSecond, metrics };
}
