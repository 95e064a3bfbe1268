/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Puts what a fold holds as text into the page; the page itself wrote it, every value escaped. */
export function unpack(details: Element): void {
  const packed = details.querySelector(":scope > noscript");
  if (packed === null) return;
  const template = document.createElement("template");
  template.innerHTML = packed.textContent;
  packed.replaceWith(template.content);
}

/** Unpacks a fold when it is first opened, and tells so. */
export function startFolds(onUnpacked: (details: HTMLDetailsElement) => void): void {
  document.addEventListener(
    "toggle",
    ({ target }) => {
      if (!(target instanceof HTMLDetailsElement) || !target.open) return;
      unpack(target);
      onUnpacked(target);
    },
    { capture: true },
  );
}
