/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { PageFacts } from "../study/html/page-facts.ts";
import { factOf } from "./cell-facts.ts";
import { copyableCommand } from "./copyable-command.ts";
import { element } from "./element.ts";
import { unpack } from "./folds.ts";

/** Figures in tables of a workload become buttons that open where the figure comes from. */
export function startFigureOrigins(root: ParentNode, facts: PageFacts): void {
  for (const cell of root.querySelectorAll<HTMLTableCellElement>("table[data-workload] td.figure")) {
    const [metric, system] = [factOf(cell, "metric"), factOf(cell, "system")];
    if (metric === undefined || system === undefined || cell.querySelector("button") !== null) continue;
    if (!/\d/.test(cell.textContent)) continue;
    const badge = cell.querySelector(".badge");
    const button = element("button", { type: "button", className: "origin" });
    button.append(...[...cell.childNodes].filter((node) => node !== badge));
    button.addEventListener("click", () => open(cell, facts, { metric, system }));
    cell.prepend(button, " ");
  }
}

interface Asked {
  readonly metric: string;
  readonly system: string;
}

function open(cell: HTMLTableCellElement, facts: PageFacts, { metric, system }: Asked): void {
  const workload = factOf(cell, "workload") ?? "";
  const definition = facts.metrics[metric];
  const machine = facts.systems.find(({ id }) => id === system);
  const run = facts.workloads.find(({ id }) => id === workload);
  if (definition === undefined || machine === undefined || run === undefined) return;
  const dialog = element("dialog", { className: "origin-of" });
  const title = element(
    "h2",
    { id: "origin-title", tabIndex: -1, autofocus: true },
    `${definition.label}: ${run.name} on ${machine.name}`,
  );
  dialog.setAttribute("aria-labelledby", title.id);
  const close = element("button", { type: "button" }, "Close");
  close.addEventListener("click", () => dialog.close());
  const said = element("p", { className: "said" });
  const range = cell.querySelector("small")?.textContent;
  const value = (cell.querySelector("button")?.textContent ?? "").replace(range ?? "", "").trim();
  said.append(element("b", {}, value), range ? ` low – high: ${range}` : "");
  dialog.append(close, title, said, definitionsOf(definition.formula, facts.trust[`${workload} ${system}`]));
  const swings = facts.swings[`${workload} ${system}`]?.[metric] ?? [];
  if (swings.length > 0)
    dialog.append(element("h3", {}, "Inputs that move it most"), swingTable(swings, [system, workload]));
  const links = element("p", {}, "All inputs: ");
  links.append(inputsLink(system, machine.name, dialog), ", ", inputsLink(workload, run.name, dialog));
  dialog.append(links);
  if (machine.isShipped && run.isShipped && definition.isBuiltIn)
    dialog.append(
      element("h3", {}, "Taken apart to laws, constants and sources"),
      copyableCommand(`dse explain ${metric} --system ${system} --workload ${workload}`),
    );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

function definitionsOf(formula: string, trust: string | undefined): HTMLElement {
  const list = element("dl", {});
  list.append(element("dt", {}, "What it is"), element("dd", {}, formula));
  if (trust !== undefined) list.append(element("dt", {}, "Trust"), element("dd", {}, trust));
  return list;
}

function inputsLink(id: string, name: string, dialog: HTMLDialogElement): HTMLElement {
  const link = element("a", { href: `#inputs-${id}` }, name);
  link.addEventListener("click", () => dialog.close());
  return link;
}

/** Each input with what it is, as the page's list of inputs says it, and what the figure is at its ends. */
function swingTable(swings: PageFacts["swings"][string][string], owners: readonly string[]): HTMLElement {
  const scroll = element("div", { className: "scroll" });
  const table = element("table", {});
  const head = table.createTHead().insertRow();
  for (const name of ["Input", "As written", "Status", "Source", "Figure at its low", "and high"])
    head.append(element("th", { scope: "col" }, name));
  const body = table.createTBody();
  for (const { input, low, high } of swings) {
    const row = body.insertRow();
    const listed = inputRow(input, owners);
    row.append(element("th", { scope: "row" }, input));
    for (const column of [1, 3, 4]) row.insertCell().textContent = listed?.cells[column]?.textContent ?? "";
    for (const text of [low, high]) row.insertCell().textContent = text;
  }
  scroll.append(table);
  return scroll;
}

function inputRow(path: string, owners: readonly string[]): HTMLTableRowElement | undefined {
  for (const owner of owners) {
    const details = document.getElementById(`inputs-${owner}`);
    if (details === null) continue;
    unpack(details);
    const row = [...details.querySelectorAll("tbody tr")].find(
      (one) => one.querySelector("th")?.textContent.trim() === path,
    );
    if (row instanceof HTMLTableRowElement) return row;
  }
  return undefined;
}
