/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Hides the inputs that hold not every word asked for, or whose status is switched off. */
export function startInputFilter(): void {
  const form = document.querySelector<HTMLFormElement>("#input-filter");
  const search = form?.querySelector<HTMLInputElement>("input[type=search]");
  const output = form?.querySelector("output");
  if (!form || !search || !output) return;
  const groups = [...document.querySelectorAll<HTMLDetailsElement>("details.inputs")].map((details) => ({
    details,
    rows: [...details.querySelectorAll<HTMLElement>("tr[data-status]")].map((row) => ({
      row,
      status: row.dataset["status"] ?? "",
      text: `${row.textContent} ${details.querySelector("summary")?.textContent}`.toLowerCase(),
    })),
  }));
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const apply = (): void => {
    const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const off = new Set(
      [...form.querySelectorAll<HTMLInputElement>("input[type=checkbox]")]
        .filter((box) => !box.checked)
        .map((box) => box.value),
    );
    let shown = 0;
    for (const { details, rows } of groups) {
      const matching = rows.filter(
        ({ status, text }) => !off.has(status) && asked.every((word) => text.includes(word)),
      );
      const kept = new Set(matching);
      for (const entry of rows) entry.row.hidden = !kept.has(entry);
      details.hidden = matching.length === 0;
      details.open = asked.length > 0 && matching.length > 0 ? true : details.open && asked.length > 0;
      shown += matching.length;
    }
    output.textContent = shown === total ? `${total} inputs` : `${shown} of ${total} inputs`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
}
