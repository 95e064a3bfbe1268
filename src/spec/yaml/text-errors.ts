import type { SpecError } from "./spec-error.ts";
import { errorAt, type Place, type SpecNode, type SpecPath } from "./spec-node.ts";

/** Characters that steer a terminal or end a line of a program; a tab and a line's end are text. */
const CONTROL = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Whether a text has characters that are not for reading. */
export function hasControlCharacters(text: string): boolean {
  return CONTROL.test(text);
}

/** Texts and keys of a spec that no report could show, and the one key that no map can hold. */
export function textErrors(root: SpecNode): readonly SpecError[] {
  const errors: SpecError[] = [];
  const checkText = (text: string, place: Place, path: SpecPath): void => {
    const found = CONTROL.exec(text)?.[0];
    if (found === undefined) return;
    const message = `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
    errors.push(errorAt(place, { path, expected: "text without control characters", message }));
  };
  const visit = (node: SpecNode, path: SpecPath): void => {
    if (node.kind === "scalar" && typeof node.value === "string") checkText(node.value, node.place, path);
    if (node.kind === "list") node.items.forEach((item, index) => visit(item, [...path, index]));
    if (node.kind !== "map") return;
    for (const [key, entry] of node.entries) {
      checkText(key, entry.keyPlace, path);
      if (key === "__proto__")
        errors.push(errorAt(entry.keyPlace, { path, expected: "another name", message: `"${key}"` }));
      visit(entry.node, [...path, key]);
    }
  };
  visit(root, []);
  return errors;
}
