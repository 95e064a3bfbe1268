/// <reference lib="dom" />
import type { TooltipHandler } from "vega";

const GAP = 14;

/** Vega's tooltip as a small list of pairs; built as text nodes and placed by properties, as the policy demands. */
export function tooltipHandler(): TooltipHandler {
  const box = document.createElement("div");
  box.className = "tooltip";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  document.body.append(box);
  document.addEventListener("scroll", () => (box.hidden = true), { passive: true, capture: true });
  return (_, event: MouseEvent, __, value: unknown) => {
    if (value === null || value === undefined || value === "") {
      box.hidden = true;
      return;
    }
    box.replaceChildren(content(value));
    box.hidden = false;
    place(box, event);
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

/** Beside the pointer, on the side where there is room. */
function place(box: HTMLElement, { clientX, clientY }: MouseEvent): void {
  const { width, height } = box.getBoundingClientRect();
  const left = clientX + GAP + width > window.innerWidth ? clientX - GAP - width : clientX + GAP;
  const top = clientY + GAP + height > window.innerHeight ? clientY - GAP - height : clientY + GAP;
  box.style.left = `${Math.max(4, left)}px`;
  box.style.top = `${Math.max(4, top)}px`;
}
