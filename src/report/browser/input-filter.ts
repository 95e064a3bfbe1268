/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { unpack } from "./folds.ts";

/** Hides the inputs that hold not every word asked for, or whose status is switched off. */
export function startInputFilter(): void {
  const form = document.querySelector<HTMLFormElement>("#input-filter");
  const search = form?.querySelector<HTMLInputElement>("input[type=search]");
  const output = form?.querySelector("output");
  if (!form || !search || !output) return;
  let known: ReturnType<typeof inputRows> | undefined;
  form.addEventListener("input", () => {
    const groups = (known ??= inputRows());
    const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const boxes = [...form.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
    const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
    let [shown, total] = [0, 0];
    for (const { details, rows } of groups) {
      const kept = new Set(
        rows.filter(({ status, text }) => !off.has(status) && asked.every((word) => text.includes(word))),
      );
      for (const entry of rows) entry.row.hidden = !kept.has(entry);
      details.hidden = kept.size === 0;
      details.open = asked.length > 0 && (kept.size > 0 || details.open);
      shown += kept.size;
      total += rows.length;
    }
    output.textContent = shown === total ? `${total} inputs` : `${shown} of ${total} inputs`;
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
}

/** Every input, unpacked when one is first asked for, with the words it is found by. */
function inputRows() {
  return [...document.querySelectorAll<HTMLDetailsElement>("details.inputs")].map((details) => {
    unpack(details);
    const owner = details.querySelector("summary")?.textContent ?? "";
    const rows = [...details.querySelectorAll<HTMLElement>("tr[data-status]")].map((row) => ({
      row,
      status: row.dataset["status"] ?? "",
      text: `${row.textContent} ${owner}`.toLowerCase(),
    }));
    return { details, rows };
  });
}
