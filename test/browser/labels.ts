/**
 * Texts of charts that reach over their chart, or that lie on each other, by what they say. A text and its halo are one:
 * the same words at the same place.
 */
export const LABELS = `[...document.querySelectorAll("figure.chart svg")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")]
    .filter((text) => text.textContent.trim() !== "" && text.getAttribute("opacity") !== "0")
    .map((text) => ({ says: text.closest("figure").id + ": " + text.textContent, at: text.getBoundingClientRect() }));
  const cut = texts.filter(({ at }) => at.left < frame.left - 1 || at.right > frame.right + 1 || at.bottom > frame.bottom + 1);
  const onEachOther = texts.flatMap((one, i) => texts.slice(i + 1).filter(({ says, at }) => {
    const width = Math.min(one.at.right, at.right) - Math.max(one.at.left, at.left);
    const height = Math.min(one.at.bottom, at.bottom) - Math.max(one.at.top, at.top);
    const isHalo = one.says === says && Math.abs(one.at.left - at.left) + Math.abs(one.at.top - at.top) < 1;
    return width > 2 && height > 4 && !isHalo;
  }).map(({ says }) => one.says + " and " + says));
  return [...cut.map(({ says }) => says), ...onEachOther];
})`;
