import type * as Library from "../internal.ts";
import type { Fleet, ServingMetrics } from "../internal.ts";
import type { ServeOptions } from "./serving-text.ts";
import type { Traffic } from "./traffic-options.ts";

type Api = typeof Library;

/** One size of a system at work. */
export interface ServedBy {
  readonly id: string;
  readonly chips: number;
  readonly capexDollars: number | null;
  readonly batch: number;
  readonly replicas: number;
  readonly metrics: ServingMetrics;
}

export interface FleetQuestion {
  /** Families (`bow-pod`), or systems of one size. */
  readonly systems: readonly string[];
  readonly workload: string;
  readonly traffic: Traffic;
  readonly options: ServeOptions;
  readonly specs: Pick<Library.Specs, "arch">;
  readonly overrides: Readonly<Record<string, string | number>>;
  /** The service of one system under the traffic, or why there is none. */
  readonly serveOn: (
    id: string,
    arch: ReturnType<Api["buildArch"]>,
  ) => Library.Tried<Omit<ServedBy, "id" | "chips" | "capexDollars">>;
  /** Before each size that is tried: an interrupt is answered here. */
  readonly onTry: (id: string) => Promise<void>;
}

export interface SizedFamily {
  readonly family: string;
  readonly idOf: (size: number) => string;
  readonly fleet: Fleet<ServedBy>;
}

/** Chips beyond which no fleet is looked for. */
const MOST_CHIPS = 4096;

/** How many chips of each family it takes. */
export async function sizeFamilies(question: FleetQuestion, api: Api): Promise<readonly SizedFamily[]> {
  const sized: SizedFamily[] = [];
  for (const family of question.systems) sized.push(await sizeFamily(family, question, api));
  return sized;
}

async function sizeFamily(
  name: string,
  { specs, overrides, options, serveOn, onTry }: FleetQuestion,
  api: Api,
): Promise<SizedFamily> {
  const { spec } = await specs.arch(name, overrides);
  const family = api.familyOf(name, spec.system);
  const idOf = family?.idOf ?? (() => name);
  const sizes = family?.sizes.filter((size) => size <= MOST_CHIPS) ?? [1];
  const serveAt = async (size: number): Promise<Library.Tried<ServedBy>> => {
    const id = idOf(size);
    await onTry(id);
    const arch = api.buildArch(await specs.arch(id, overrides));
    const outcome = serveOn(id, arch);
    if (outcome.kind === "misfit") return outcome;
    const { chips, capexDollars = null } = arch;
    return { ...outcome, answer: { id, chips, capexDollars, ...outcome.answer } };
  };
  return { family: name, idOf, fleet: await api.sizeFleet(sizes, options.attainment, serveAt) };
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** The fleets side by side, for a terminal. */
export function fleetText(
  { workload, traffic, options }: FleetQuestion,
  families: readonly SizedFamily[],
  { formatQuantity: say, table, wrap }: Api,
  width: number,
): string {
  const { firstTokenSeconds, perTokenSeconds } = options.limits;
  const asked =
    `${workload}: ${say(traffic.requestsPerSecond, "")} requests/s, ${percent(options.attainment)} of them within ` +
    `TTFT ≤ ${say(firstTokenSeconds, "s")} and TPOT ≤ ${say(perTokenSeconds, "s")}`;
  const headers = [
    "",
    "chips",
    "kept",
    "TTFT p99",
    "TPOT p99",
    "busy",
    "power",
    "purchase",
    "a million tokens",
  ];
  const rows = families.flatMap(({ fleet: { answer } }) => {
    if (answer === undefined) return [];
    const { id, chips, capexDollars, metrics } = answer;
    const dollars = (value: number | null): string => (value === null ? "not known" : say(value, "USD"));
    return [
      [
        ...[id, String(chips), percent(metrics.attainmentFraction)],
        ...[metrics.timeToFirstTokenSeconds.p99, metrics.timePerTokenSeconds.p99].map((s) => say(s, "s")),
        ...[percent(metrics.busyFraction), say(metrics.averagePowerWatts, "W")],
        ...[dollars(capexDollars), dollars(metrics.dollarsPerMillionTokens)],
      ],
    ];
  });
  const columns = headers.map((header, at) => ({
    header,
    align: at === 0 ? ("left" as const) : ("right" as const),
  }));
  const lines =
    rows.length === 0
      ? []
      : [
          "",
          ...table(
            columns,
            rows.map((row) => row.map((text) => ({ text }))),
          ),
        ];
  const notes = families.flatMap((family) => ["", ...wrap(triedText(family, say), width)]);
  return `${[...wrap(asked, width), ...lines, ...notes].join("\n")}\n`;
}

/** What was tried of a family, least first. */
function triedText({ family, idOf, fleet }: SizedFamily, say: Api["formatQuantity"]): string {
  const tried = fleet.tried
    .toSorted((a, b) => a.size - b.size)
    .map(({ size, outcome }) =>
      outcome.kind === "misfit"
        ? `${idOf(size)} ${outcome.because}`
        : `${idOf(size)} keeps ${percent(outcome.attained)} (TTFT p99 ${say(outcome.answer.metrics.timeToFirstTokenSeconds.p99, "s")})`,
    );
  const found =
    fleet.answer === undefined
      ? `no size of ${family} keeps the limits`
      : `${fleet.answer.id} is the least of ${family}`;
  return `${found}; tried: ${tried.join("; ")}.`;
}

/** The same as JSON. */
export function savedFleet(
  { workload, traffic, options }: FleetQuestion,
  families: readonly SizedFamily[],
): object {
  const { limits, attainment, batching, promptsPerPass } = options;
  return {
    schema: "dse.fleet/v1",
    ...{ workload, seed: traffic.seed, requestsPerSecond: traffic.requestsPerSecond },
    ...{ limits, attainment, batching, promptsPerPass },
    fleets: families.map(({ family, idOf, fleet }) => ({
      family,
      ...(fleet.answer === undefined ? {} : { least: fleet.answer }),
      tried: fleet.tried.map(({ size, outcome }) =>
        outcome.kind === "misfit"
          ? { system: idOf(size), because: outcome.because }
          : { system: idOf(size), attainmentFraction: outcome.attained },
      ),
    })),
  };
}
