/** A code of 0 to 31 but tab and line ends, DEL, or one of the upper controls: what a terminal obeys. */
const isControl = (code: number): boolean =>
  (code < 32 && code !== 9 && code !== 10 && code !== 13) || (code >= 127 && code < 160);

/** Colours, as they are switched on and off. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/**
 * Text that a terminal shows and does not obey: names from specs and saved files may hold any character. Control
 * characters become "�"; colours stay where dse itself paints.
 */
export function printable(text: string, { colour }: { readonly colour: boolean }): string {
  if (![...text].some((character) => isControl(character.charCodeAt(0)))) return text;
  const plain = (part: string): string =>
    [...part].map((character) => (isControl(character.charCodeAt(0)) ? "\ufffd" : character)).join("");
  if (!colour) return plain(text);
  const colours = text.match(COLOUR) ?? [];
  return text
    .split(COLOUR)
    .map((part, index) => plain(part) + (colours[index] ?? ""))
    .join("");
}
