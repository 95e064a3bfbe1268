import type * as Library from "../internal.ts";
import type { Evaluation, FoundPlan, PlanChoice } from "../internal.ts";

type Api = typeof Library;

/** What a search found, beside the plan itself. */
export interface RankedAnswer {
  readonly found: FoundPlan;
  /** The two fastest in full, to say why the second lost. */
  readonly fastest: readonly Evaluation[];
  readonly architecture: "tiled" | "roofline";
}

/** How the search went, the fastest plans, and why the second of them lost. */
export function rankingLines({ found, fastest, architecture }: RankedAnswer, api: Api): readonly string[] {
  const { ranking } = found;
  if (ranking.length === 0) return countLines(found);
  const right = (header: string) => ({ header, align: "right" }) as const;
  const left = (header: string) => ({ header, align: "left" }) as const;
  const best = ranking[0]!.secondsPerSample;
  const tiled = architecture === "tiled";
  const told = ranking.some(({ choice }) => waysOf(choice) !== "");
  const rows = ranking.map(({ choice, secondsPerSample }, at) =>
    [
      String(at + 1),
      `${choice.tensorParallel} × ${choice.pipelineParallel} × ${choice.dataParallel}`,
      `${choice.microBatches} of ${choice.microBatch}`,
      choice.recompute,
      choice.weights === "sram" ? `optimizer ${choice.optimizerState}` : streamed(choice.weights),
      ...(tiled ? [`${Math.round(100 * choice.availableMemoryProportion)} %`] : []),
      ...(told ? [waysOf(choice)] : []),
      api.formatQuantity(secondsPerSample, "s"),
      at === 0 ? "" : slowerText(secondsPerSample / best - 1),
    ].map((text) => ({ text })),
  );
  return [
    ...api.table(
      [
        ...[right(""), left("tensor × pipeline × data"), left("micro-batches"), left("recompute")],
        ...[left("state"), ...(tiled ? [right("for matmuls")] : []), ...(told ? [left("with")] : [])],
        ...[right("a sample"), right("")],
      ],
      rows,
    ),
    ...whySecondLost(fastest, api),
    ...countLines(found),
  ];
}

/** How a program of GPUs runs its pipeline and its collectives, where not in the plainest way; of IPUs nothing. */
function waysOf(choice: PlanChoice): string {
  return [
    ...(choice.interleave > 1 ? [`${choice.interleave} chunks`] : []),
    ...(choice.overlapGradients ? ["gradients beside backward"] : []),
    ...(choice.overlapTensorParallel ? ["collectives beside products"] : []),
    ...(choice.rankOrder === "tensor-pipeline-data" ? ["stages as neighbours"] : []),
  ].join(", ");
}

function countLines({ counts, ranking, gap }: FoundPlan): readonly string[] {
  const proof =
    gap === 0 ? "proven no faster, gap 0" : `at most ${Number((100 * gap).toPrecision(2))} % faster`;
  const end = ranking.length > 0 ? `: what was not timed is ${proof}` : ": none fits";
  const say = (count: number): string => count.toLocaleString("en-US");
  const parts = [
    `${say(counts.priced)} timed, of which ${say(counts.misfits)} do not fit`,
    `${say(counts.removedByMemory)} cannot fit`,
    `${say(counts.removedByPeakTime + counts.removedByPlannedTime)} cannot be faster`,
    `${say(counts.removedByPrecision)} compute in a wider format to no gain`,
    ...(counts.unseen > 0 ? [`${say(counts.unseen)} not looked at, since the search was stopped`] : []),
  ];
  return [`of ${say(counts.plans)} plans ${parts.join(", ")}${end}`];
}

/** Parts of a step that differ by less than this share of it are equal but for rounding. */
const ROUNDING = 1e-9;

/** The parts of a step in which the second plan takes longer, largest first. */
function whySecondLost([first, second]: readonly Evaluation[], { formatQuantity }: Api): readonly string[] {
  if (first === undefined || second === undefined) return [];
  const [a, b] = [timesOf(first), timesOf(second)];
  const step = Object.values(a).reduce((sum, seconds) => sum + seconds, 0);
  const worse = Object.keys(b)
    .map((category) => ({ category, more: b[category]! - (a[category] ?? 0) }))
    .filter(({ more }) => more > ROUNDING * step)
    .toSorted((one, other) => other.more - one.more)
    .slice(0, 3);
  if (worse.length === 0) return [];
  const parts = worse.map(({ category, more }) => `${words(category)} +${formatQuantity(more, "s")}`);
  return [`the second loses by ${parts.join(", ")} a step`];
}

const slowerText = (relative: number): string =>
  relative < ROUNDING ? "equal" : `+${Number((100 * relative).toPrecision(2))} %`;

function timesOf({ phases }: Evaluation): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { timing } of phases)
    for (const [category, seconds] of Object.entries(timing.time))
      sums[category] = (sums[category] ?? 0) + seconds;
  return sums;
}

const streamed = (memory: string): string =>
  memory === "streaming" ? "streamed" : `streamed from ${memory}`;

const words = (id: string): string => id.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The ranking as saved: every choice, and the counts. */
export function savedRanking(
  { found }: RankedAnswer,
  { savedChoice }: Pick<Api, "savedChoice">,
): {
  readonly ranking: readonly { readonly plan: object; readonly secondsPerSample: number }[];
  readonly search: FoundPlan["counts"] & { readonly gap: number };
} {
  return {
    ranking: found.ranking.map(({ choice, secondsPerSample }) => ({
      plan: savedChoice(choice),
      secondsPerSample,
    })),
    search: { ...found.counts, gap: found.gap },
  };
}
