/// <reference lib="dom" />

/** A link to a folded part unfolds it. */
export function startOpenTarget(): void {
  const open = (): void => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!(target instanceof HTMLDetailsElement) || target.open) return;
    target.open = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", open);
  open();
}
