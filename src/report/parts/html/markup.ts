import { deflateRawSync } from "node:zlib";

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

/**
 * Template tag: literal parts are markup, everything interpolated is text and escaped, unless it is `Html`. Indentation
 * of the template is not sent: it was a tenth of a page; nor are breaks between the parts of a table, which mean nothing.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const lean = literals.map((literal) => literal.replace(TABLE_BREAKS, "").replace(/\n\s+/g, "\n"));
  const text = lean.map((literal, i) => (i === 0 ? literal : rendered(parts[i - 1]) + literal));
  return { markup: text.join("") };
}

const TABLE_BREAKS = /\s+(?=<\/?(?:table|thead|tbody|tr|th|td)\b)/g;

function rendered(part: Part): string {
  if (part === undefined || part === null || part === false) return "";
  if (typeof part === "string" || typeof part === "number")
    return String(part).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
  return "markup" in part ? part.markup : part.map(rendered).join("");
}

/** Markup made elsewhere, taken as it is. */
export const raw = (markup: string): Html => ({ markup });

export const NOTHING = raw("");

/**
 * A data block that the page's script reads when it needs it: JSON, deflated, in base64. No text can end the block, and
 * charts, which say much alike, take an eighth of their JSON.
 */
export const dataBlock = (value: unknown, id?: string): Html => packedText(JSON.stringify(value), id);

/** The same of a text. */
export function packedText(text: string, id?: string): Html {
  const packed = deflateRawSync(text, { level: 9 }).toString("base64");
  return raw(`<script type="application/deflate"${id === undefined ? "" : ` id="${id}"`}>${packed}</script>`);
}

/** Id for an anchor. */
export const anchor = (...names: readonly string[]): string =>
  names
    .join("-")
    .replace(/[^a-zA-Z0-9]+/g, "-")
    .toLowerCase();
