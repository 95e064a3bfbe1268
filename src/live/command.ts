import type { PlanChoice } from "../plan/plan.ts";
import type { CarriedStudy } from "../result/saved/carried-study.ts";
import { savedChoice } from "../spec/kinds/plan-choices.ts";
import type { Ask } from "./ask.ts";

/** The command line that gives the same numbers; `kept` is a plan that it is not to search. */
export function commandOf(study: CarriedStudy, ask: Ask, kept: PlanChoice | undefined): string {
  const system = study.systems.find(({ id }) => id === ask.system);
  const workload = study.workloads.find(({ id }) => id === ask.workload);
  const fixed = study.fixed[`${ask.workload} ${ask.system}`] ?? {};
  const sizes = Object.entries(ask.sizes).map(([name, size]) => [`system.${name}`, String(size)] as const);
  const plan = Object.entries(kept === undefined ? fixed : savedChoice(kept));
  const settings = [
    ...Object.entries({ ...workload?.set, ...system?.set, ...Object.fromEntries(sizes), ...ask.settings }),
    ...plan.map(([name, choice]) => [`plan.${name}`, choiceText(choice)] as const),
  ];
  return [
    `dse run --system ${system?.asked} --workload ${workload?.asked} --fidelity analytic`,
    ...settings.map(([path, value]) => `--set ${path}=${quoted(value)}`),
  ].join(" ");
}

const choiceText = (choice: unknown): string =>
  Array.isArray(choice) ? `[${choice.join()}]` : String(choice);

/** As a shell takes it for one word. */
const quoted = (text: string): string =>
  /^[\w.,/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
