import type { Axis, DiscreteAxis } from "../axes/axis.ts";
import type { Breadth } from "../plan-search/degrees.ts";
import { askSweep, type WrittenQuestion } from "../sweep/ask-sweep.ts";
import type { BuiltInMetricId } from "../../result/metrics/index.ts";
import { METRICS } from "../../result/metrics/index.ts";
import type { DesignQuestion } from "./design-question.ts";
import { parseWithin } from "./parse-within.ts";

/** A question in the words of a command line: that of a sweep, with limits. */
export interface WrittenDesign extends WrittenQuestion {
  readonly within: readonly string[];
  readonly breadth: Breadth;
  readonly top: number;
}

const DEFAULT_OBJECTIVE = "stepTimeSeconds";

/** A question as plain data, or in one sentence what cannot be understood. */
export function askDesign(written: WrittenDesign): DesignQuestion | string {
  const objectives = written.objectives.length > 0 ? written.objectives : [DEFAULT_OBJECTIVE];
  const weighted = written.workloads.map(weightOf);
  const wrong = weighted.find(({ weight }) => !(weight > 0 && Number.isFinite(weight)));
  if (wrong !== undefined) return `${wrong.id}: a weight is a number above 0, as in ${wrong.id}:2`;
  const asked = askSweep({ ...written, workloads: weighted.map(({ id }) => id), objectives });
  if (typeof asked === "string") return asked;
  const [system, ...others] = asked.systems;
  if (system === undefined || others.length > 0)
    return "one system at a time: its variants are axes, --set pod=16,64 or --set machine.chip=…";
  if ((asked.constraints ?? []).length > 0 || (asked.formulas?.constraints ?? []).length > 0)
    return "constraints of a study are formulas, of which no bound is known: say --within";
  const open = asked.axes.find(({ kind }) => kind !== "discrete");
  if (open !== undefined)
    return `${open.name}: say how many steps, as in from..to/5; what is proven is proven over a grid`;
  const conditional = asked.axes.find((axis: Axis) => axis.when !== undefined);
  if (conditional !== undefined) return `${conditional.name}: an axis of a design has no condition`;
  const own = asked.objectives.find(({ metric }) => !Object.hasOwn(METRICS, metric));
  if (own !== undefined) return `"${own.metric}" is no metric of the tool (dse list metrics names all)`;
  return {
    system,
    workloads: weighted,
    axes: asked.axes as readonly DiscreteAxis[],
    set: asked.set,
    plan: asked.plan,
    objectives: asked.objectives.map((one) => ({ ...one, metric: one.metric as BuiltInMetricId })),
    within: written.within.flatMap(parseWithin),
    breadth: written.breadth,
    top: written.top,
  };
}

/** `bert-large:2` counts twice. */
function weightOf(text: string): DesignQuestion["workloads"][number] {
  const [, id = text, weight = "1"] = /^(.*[^:/\\]):([\d.eE+-]+)$/.exec(text) ?? [];
  return { id, weight: Number(weight) };
}
