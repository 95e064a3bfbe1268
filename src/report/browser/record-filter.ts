/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Hides the records of a validation that hold not every word asked for, or are of another group, trust or outcome. */
export function startRecordFilter(): void {
  const form = document.querySelector<HTMLFormElement>("#record-filter");
  const search = form?.querySelector<HTMLInputElement>("input[type=search]");
  const group = form?.querySelector<HTMLSelectElement>("select");
  const output = form?.querySelector("output");
  if (!form || !search || !group || !output) return;
  const rows = [...document.querySelectorAll<HTMLElement>("tr[data-outcome]")].map((row) => ({
    row,
    text: (row.textContent ?? "").toLowerCase(),
  }));
  const apply = (): void => {
    const asked = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const off = [...form.querySelectorAll<HTMLInputElement>("input[type=checkbox]")].filter(
      (box) => !box.checked,
    );
    let shown = 0;
    for (const { row, text } of rows) {
      row.hidden =
        (group.value !== "" && row.dataset["group"] !== group.value) ||
        off.some(({ name, value }) => row.dataset[name] === value) ||
        !asked.every((word) => text.includes(word));
      if (!row.hidden) shown++;
    }
    output.textContent = shown === rows.length ? `${shown} records` : `${shown} of ${rows.length} records`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
}
