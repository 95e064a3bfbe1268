import type * as Library from "../internal.ts";
import type { LatencyLimits, Percentiles, Service, ServingMetrics, SizedService } from "../internal.ts";
import type { Traffic } from "./traffic-options.ts";

type Api = typeof Library;

export interface ServeOptions {
  /** Absent: chosen. */
  readonly batch?: number;
  readonly batching: "continuous" | "static";
  readonly promptsPerPass: number;
  readonly limits: LatencyLimits;
  readonly attainment: number;
  readonly capacity: boolean;
}

export interface ServeAnswer {
  readonly system: string;
  readonly workload: string;
  readonly traffic: Traffic;
  readonly options: ServeOptions;
  /** Requests in flight at a time, given or chosen. */
  readonly batch: number;
  /** The batch that would have been chosen, where one was given that generates less. */
  readonly wider?: SizedService | undefined;
  readonly service: Service;
  readonly metrics: ServingMetrics;
  /** Absent: not asked; null: no rate keeps the limits. */
  readonly capacity:
    { readonly requestsPerSecond: number; readonly metrics: ServingMetrics } | null | undefined;
}

/** How a service went, for a terminal. */
export function servingText(answer: ServeAnswer, api: Api, width: number): string {
  const { system, workload, metrics, capacity } = answer;
  const wrapped = (text: string): readonly string[] =>
    api.wrap(text, width - 4).map((line, at) => `${at === 0 ? "  " : "    "}${line}`);
  const lines = [
    `${system} · ${workload}`,
    ...[planLine(answer), batchLine(answer, api), trafficLine(answer, api)].flatMap(wrapped),
    "",
    ...latencies(metrics, api).map((line) => `  ${line}`),
    "",
    ...rows(figures(metrics, answer, api)).map((line) => `  ${line}`),
  ];
  if (capacity !== undefined) lines.push("", ...wrapped(capacityLine(answer, api)));
  return `${lines.join("\n")}\n`;
}

function capacityLine({ capacity, options, traffic }: ServeAnswer, { formatQuantity: say }: Api): string {
  const share = percent(options.attainment);
  if (!capacity) return `no rate keeps ${share} of requests within the limits`;
  const { requestsPerSecond, metrics } = capacity;
  if (requestsPerSecond === Infinity)
    return `capacity beyond what ${traffic.requests.length} requests can show: ${share} keep the limits even all at once. Give more (--requests)`;
  return (
    `capacity ${rate(requestsPerSecond)} with ${share} within the limits: ` +
    `TTFT ${say(metrics.timeToFirstTokenSeconds.p90, "s")} and ` +
    `TPOT ${say(metrics.timePerTokenSeconds.p90, "s")} for nine of ten`
  );
}

const from = (memory: string): string => (memory === "streaming" ? "" : ` from ${memory}`);

function memoryName(place: string): string {
  if (place === "streaming") return "streaming memory";
  return place === "sram" || place === "none" ? "chip memory" : place;
}

function planLine({ service, options }: ServeAnswer): string {
  const { choice, replicas, slots, speculation } = service;
  const where =
    choice.weights === "sram"
      ? "weights in chip memory"
      : `weights streamed for every pass${from(choice.weights)}`;
  const draft = speculation ? `, ${speculation.draftTokens} tokens drafted a pass` : "";
  return (
    `${replicas} ${replicas === 1 ? "replica" : "replicas"} of ${choice.tensorParallel} tensor × ` +
    `${choice.pipelineParallel} pipeline parallel, ${slots} places each, ${where}, ` +
    `keys and values in ${memoryName(choice.kvCache)}, ` +
    `${options.batching} batching${draft}`
  );
}

/** How many requests are in flight, and why; of a batch that was given, what it costs. */
function batchLine({ batch, options, wider, service }: ServeAnswer, { formatQuantity: say }: Api): string {
  const limit = say(options.limits.perTokenSeconds, "s");
  const alone = say(service.tokenSeconds, "s");
  if (options.batch === undefined)
    return service.tokenSeconds <= options.limits.perTokenSeconds
      ? `${batch} requests in flight: of what fits, most tokens a second within ${limit} a token (${alone} when full)`
      : `${batch} requests in flight: no batch that was tried keeps ${limit} a token; this one comes nearest (${alone})`;
  if (wider === undefined) return `${batch} requests in flight, as given: ${alone} a token when full`;
  const times = wider.tokensPerSecond / (batch / service.tokenSeconds);
  return (
    `${batch} requests in flight, as given: ${alone} a token when full. ` +
    `--batch ${wider.batch} would generate ${Number(times.toPrecision(2))} times the tokens, ` +
    `at ${say(wider.service.tokenSeconds, "s")} a token when full`
  );
}

function trafficLine({ traffic }: ServeAnswer, { formatQuantity }: Api): string {
  const { prompt, generated } = traffic.lengths;
  const span = ({ low, high }: typeof prompt): string => (low === high ? `${low}` : `${low}–${high}`);
  const how = traffic.replayed ? "replayed" : `at random (seed ${traffic.seed})`;
  return (
    `${formatQuantity(traffic.requests.length, "")} requests at ${rate(traffic.requestsPerSecond)}, ${how}: ` +
    `prompts of ${span(prompt)} tokens, answers of ${span(generated)}`
  );
}

function latencies(metrics: ServingMetrics, { table, formatQuantity }: Api): readonly string[] {
  const right = { align: "right" } as const;
  const row = (label: string, { p50, p90, p99 }: Percentiles) =>
    [label, ...[p50, p90, p99].map((seconds) => formatQuantity(seconds, "s"))].map((text) => ({ text }));
  return table(
    [
      { header: "", align: "left" },
      { header: "median", ...right },
      { header: "p90", ...right },
      { header: "p99", ...right },
    ],
    [
      row("time to first token", metrics.timeToFirstTokenSeconds),
      row("time per token", metrics.timePerTokenSeconds),
      row("whole answer", metrics.latencySeconds),
    ],
  );
}

function figures(
  metrics: ServingMetrics,
  { options }: ServeAnswer,
  { formatQuantity: say }: Api,
): readonly (readonly [string, string])[] {
  const { firstTokenSeconds, perTokenSeconds } = options.limits;
  const limits = `TTFT ≤ ${say(firstTokenSeconds, "s")}, TPOT ≤ ${say(perTokenSeconds, "s")}`;
  const money = metrics.dollarsPerMillionTokens;
  return [
    [
      "goodput",
      `${rate(metrics.goodputRequestsPerSecond)}: ${percent(metrics.attainmentFraction)} within ${limits}`,
    ],
    ["throughput", `${rate(metrics.requestsPerSecond)}, ${say(metrics.tokensPerSecond, "")} tokens/s`],
    [
      "busy",
      `${percent(metrics.busyFraction)} of the time, ${metrics.meanDecodeBatch.toPrecision(3)} answers a decode pass`,
    ],
    ["power", say(metrics.averagePowerWatts, "W")],
    ["energy", `${say(metrics.energyJoulesPerToken, "J")} a token`],
    ["cost", money === null ? "not known" : `${say(money, "USD")} a million tokens`],
  ];
}

const rows = (pairs: readonly (readonly [string, string])[]): readonly string[] =>
  pairs.map(([label, text]) => `${label.padEnd(12)}${text}`);

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
const rate = (perSecond: number): string => `${Number(perSecond.toPrecision(3))} requests/s`;
