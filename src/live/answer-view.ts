/// <reference lib="dom" />
import { copyableCommand } from "../report/browser/copyable-command.ts";
import { element } from "../report/browser/element.ts";
import type { AskablePage } from "../report/study/html/ask-section.ts";
import type { PlanChoice } from "../plan/plan.ts";
import type { CarriedStudy } from "../result/saved/carried-study.ts";
import { answerTable, type Column } from "./answer-table.ts";
import type { Priced } from "./answerer.ts";
import type { Ask } from "./ask.ts";
import { commandOf } from "./command.ts";

/** The plan for a state of the page: as printed, found for it, or why there is none. */
export type Plan =
  | { readonly kind: "printed"; readonly choice: PlanChoice }
  | { readonly kind: "found"; readonly choice: PlanChoice; readonly considered: number }
  | { readonly kind: "misfit" | "wrong"; readonly says: string };

export interface AnswerView {
  readonly page: AskablePage;
  readonly study: CarriedStudy;
  readonly ask: Ask;
  /** Undefined while it is searched. */
  readonly plan: Plan | undefined;
  readonly priced: Priced | undefined;
  readonly kept: readonly Column[];
  readonly onKept: (columns: readonly Column[]) => void;
  readonly onSearch: () => void;
}

/** What the page answers: a sentence on the plan, the figures, what can be done with them, and the command. */
export function answerView(view: AnswerView): readonly Node[] {
  const { page, study, ask, plan, priced, kept, onKept, onSearch } = view;
  const choice = plan && "choice" in plan ? plan.choice : undefined;
  const now: Column = { name: "now", priced, plan: choice };
  const buttons = element("p", { className: "filter" });
  buttons.append(
    button("Search the fastest plan for this", plan?.kind !== "found" && plan !== undefined, onSearch),
    button("Hold this beside", priced?.kind === "priced", () =>
      onKept([...kept, { ...now, name: nameOf(page, ask) }]),
    ),
    button("Drop what is held", kept.length > 0, () => onKept([])),
  );
  const pair = page.pairs[`${ask.workload} ${ask.system}`]!;
  const command = commandOf(study, ask, plan?.kind === "printed" ? plan.choice : undefined);
  return [
    stateText(plan, priced),
    answerTable({ page, pair, printed: study.plans[`${ask.workload} ${ask.system}`]!, now, kept }),
    buttons,
    ...(priced?.kind === "wrong" ? [] : [copyableCommand(command)]),
  ];
}

function button(text: string, isOffered: boolean, act: () => void): HTMLElement {
  const made = element("button", { type: "button", hidden: !isOffered }, text);
  made.addEventListener("click", act);
  return made;
}

function stateText(plan: Plan | undefined, priced: Priced | undefined): HTMLElement {
  const [isShort, text] = stateOf(plan, priced);
  const said = element("p", { className: isShort ? "misfit" : "note" }, text);
  said.setAttribute("role", "status");
  return said;
}

function stateOf(
  plan: Plan | undefined,
  priced: Priced | undefined,
): readonly [isShort: boolean, text: string] {
  if (plan === undefined) return [false, "Searching the fastest plan …"];
  if (priced?.kind === "wrong") return [true, priced.says];
  if (priced?.kind === "misfit")
    return [
      true,
      `${plan.kind === "printed" ? "The printed plan does not fit" : "No plan fits"}: ${priced.says}.`,
    ];
  return plan.kind === "found"
    ? [false, `The fastest of ${plan.considered.toLocaleString("en")} plans under these settings.`]
    : [false, "The printed plan, priced again in closed form."];
}

/** A state in a few words, as the head of its column. */
function nameOf(page: AskablePage, { system, workload, sizes, settings, searched }: Ask): string {
  const machine = page.systems.find(({ id }) => id === system)?.name ?? system;
  const run = page.workloads.find(({ id }) => id === workload)?.name ?? workload;
  const set = [
    ...Object.entries(sizes).map(([name, size]) => `${name} ${size}`),
    ...Object.entries(settings).map(([path, value]) => `${path.split(".").at(-1)} ${value}`),
    ...(searched ? ["plan searched"] : []),
  ];
  return `${machine}, ${run}${set.length === 0 ? "" : `: ${set.join(", ")}`}`;
}
