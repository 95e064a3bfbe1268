/// <reference lib="dom" />
import type { TooltipHandler } from "vega";

const GAP = 14;

export interface Tooltip {
  /** Vega's, at the pointer. */
  readonly handler: TooltipHandler;
  /** The same beside an element that has the focus; without a value it goes away. */
  readonly showBeside: (element: Element, value: unknown) => void;
}

/** A tooltip as a small list of pairs; built as text nodes and placed by properties, as the policy demands. */
export function startTooltip(): Tooltip {
  const box = document.createElement("div");
  box.className = "tooltip";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  document.body.append(box);
  document.addEventListener("scroll", () => (box.hidden = true), { passive: true, capture: true });
  const show = (value: unknown, x: number, y: number): void => {
    box.hidden = value === null || value === undefined || value === "";
    if (box.hidden) return;
    box.replaceChildren(content(value));
    place(box, x, y);
  };
  return {
    // A chart that is taken away hides its tooltip without an event.
    handler: (_, event: MouseEvent | null, __, value: unknown) =>
      event === null ? show(undefined, 0, 0) : show(value, event.clientX, event.clientY),
    showBeside: (element, value) => {
      const { right, top } = element.getBoundingClientRect();
      show(value, right, top);
    },
  };
}

function content(value: unknown): Node {
  if (typeof value !== "object" || value === null) return document.createTextNode(String(value));
  const list = document.createElement("dl");
  for (const [key, item] of Object.entries(value)) {
    const [term, definition] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = key;
    definition.textContent = String(item);
    list.append(term, definition);
  }
  return list;
}

/** Beside a place on the screen, on the side where there is room. */
function place(box: HTMLElement, x: number, y: number): void {
  const { width, height } = box.getBoundingClientRect();
  const left = x + GAP + width > window.innerWidth ? x - GAP - width : x + GAP;
  const top = y + GAP + height > window.innerHeight ? y - GAP - height : y + GAP;
  box.style.left = `${Math.max(4, left)}px`;
  box.style.top = `${Math.max(4, top)}px`;
}
