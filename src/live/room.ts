/// <reference lib="dom" />
import { element } from "../report/browser/element.ts";
import type { AskablePage } from "../report/study/html/ask-section.ts";
import type { CarriedStudy } from "../result/saved/carried-study.ts";
import type { Column } from "./answer-table.ts";
import { answerView, type Plan } from "./answer-view.ts";
import { answerer, type Priced } from "./answerer.ts";
import { askIn, fragmentOf, type Ask } from "./ask.ts";
import { controls } from "./controls.ts";
import { knobsOf } from "./knobs.ts";
import { searcher } from "./searcher.ts";

export interface RoomQuestion {
  readonly room: HTMLElement;
  readonly page: AskablePage;
  readonly study: CarriedStudy;
  /** This script, for a worker. */
  readonly script: string;
}

/**
 * Fills the part of the page that can be asked: knobs, the figures as printed and as they are now, the plan, the command
 * that gives the same. Every change is answered at once with the plan at hand; where another plan is needed it is
 * searched, and the figures are marked until it is found.
 */
export function startRoom({ room, page, study, script }: RoomQuestion): void {
  const own = answerer(study);
  const searches = searcher(study, script, own);
  const found = new Map<string, Plan>();
  const kept: Column[] = [];
  const answer = element("div", {});
  let ask = askedOf(page, location.hash) ?? firstAsk(page);

  const price = (asked: Ask, plan: Plan): Priced =>
    "choice" in plan ? own.price(asked, plan.choice) : { kind: plan.kind, says: plan.says };
  const show = (plan: Plan | undefined): void => {
    const priced = plan && price(ask, plan);
    answer.dataset["state"] = priced === undefined ? "searching" : "answered";
    answer.replaceChildren(
      ...answerView({
        ...{ page, study, ask, plan, priced, kept },
        onKept: (columns) => {
          kept.splice(0, kept.length, ...columns);
          update();
        },
        onSearch: () => change({ searched: true }),
      }),
    );
  };
  const update = (): void => {
    history.replaceState(null, "", fragmentOf(ask));
    const key = fragmentOf(ask);
    const known = isReplanned(ask, study) ? found.get(key) : printedPlan(study, ask);
    show(known);
    if (known !== undefined) return;
    void searches.search(ask).then((plan) => {
      found.set(key, plan);
      if (fragmentOf(ask) === key) update();
    });
  };
  const place = (): void => room.replaceChildren(controls({ page, study, ask, change }), answer);
  const change = (next: Partial<Ask>): void => {
    const isOther =
      (next.system ?? ask.system) !== ask.system || (next.workload ?? ask.workload) !== ask.workload;
    ask = { ...ask, ...next };
    if (isOther) place();
    update();
  };
  addEventListener("hashchange", () => {
    const next = askedOf(page, location.hash);
    if (next === undefined || fragmentOf(next) === fragmentOf(ask)) return;
    ask = next;
    place();
    update();
  });
  place();
  update();
}

/** What an address asks, if the page can be asked about that. */
function askedOf(page: AskablePage, hash: string): Ask | undefined {
  const ask = askIn(hash);
  return ask !== undefined && Object.hasOwn(page.pairs, pairOf(ask)) ? ask : undefined;
}

export const pairOf = ({ system, workload }: Pick<Ask, "system" | "workload">): string =>
  `${workload} ${system}`;

function firstAsk(page: AskablePage): Ask {
  const [workload = "", system = ""] = Object.keys(page.pairs)[0]?.split(" ") ?? [];
  return { system, workload, sizes: {}, settings: {}, searched: false };
}

const printedPlan = ({ plans }: CarriedStudy, ask: Ask): Plan => ({
  kind: "printed",
  choice: plans[pairOf(ask)]!,
});

/** Another batch or another size of machine is divided otherwise: the printed plan is none for it. */
function isReplanned({ system, workload, sizes, settings, searched }: Ask, study: CarriedStudy): boolean {
  const arch = study.systems.find(({ id }) => id === system)!.carried;
  const run = study.workloads.find(({ id }) => id === workload)!.carried;
  const isOther = knobsOf(arch, run).some(
    ({ path, replans }) => replans === true && settings[path] !== undefined,
  );
  return searched || isOther || Object.keys(sizes).length > 0;
}
