/** Markup that is safe to put into a page. Only `html` and `raw` make it. */
export interface Html {
  readonly markup: string;
}
type Part = Html | string | number | undefined | null | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Template tag: literal parts are markup, everything interpolated is text and escaped, unless it is `Html`. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = literals.map((literal, i) => (i === 0 ? literal : rendered(parts[i - 1]) + literal));
  return { markup: text.join("") };
}

function rendered(part: Part): string {
  if (part === undefined || part === null || part === false) return "";
  if (typeof part === "string" || typeof part === "number")
    return String(part).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
  return "markup" in part ? part.markup : part.map(rendered).join("");
}

/** Markup made elsewhere, taken as it is. */
export const raw = (markup: string): Html => ({ markup });

export const NOTHING = raw("");

/** A data block of JSON; `<` is escaped, so that no text can end the block. */
export function jsonBlock(value: unknown): Html {
  const json = JSON.stringify(value).replaceAll("<", "\\u003c");
  return raw(`<script type="application/json">${json}</script>`);
}

/** Id for an anchor. */
export const anchor = (...names: readonly string[]): string =>
  names
    .join("-")
    .replace(/[^a-zA-Z0-9]+/g, "-")
    .toLowerCase();
