import { html, raw, type Html } from "./markup.ts";

export interface Fold {
  readonly summary: Html | string;
  readonly id?: string;
  readonly class?: string;
}

/**
 * Content that is folded away, and unpacked by the page's script when it is opened. Until then it is text in a
 * `noscript`, which costs a browser nothing: no node, no layout, no chart. Without scripts it is there as it stands.
 */
export function fold({ summary, id, class: name }: Fold, content: Html): Html {
  const attributes = [id !== undefined && ` id="${id}"`, name !== undefined && ` class="${name}"`];
  return html`<details${raw(attributes.filter((text) => text !== false).join(""))}>
    <summary>${summary}</summary>
    <noscript>${unnested(content)}</noscript>
  </details> `;
}

/** What is for readers without scripts, in a place that both kinds of readers come to: style hides it from the others. */
export const WITHOUT_SCRIPT = "without-script";

/** A `noscript` ends at the first end tag, so that none can stand in another: those inside become divisions. */
const unnested = ({ markup }: Html): Html =>
  raw(markup.replaceAll("<noscript>", `<div class="${WITHOUT_SCRIPT}">`).replaceAll("</noscript>", "</div>"));
