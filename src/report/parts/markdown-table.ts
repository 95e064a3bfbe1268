/** Text of results in Markdown: what would be markup is escaped. */
export const escaped = (text: string): string =>
  text.replace(/[\\|<>*_`[\]]/g, (c) => `\\${c}`).replace(/\s*\n\s*/g, " ");

/** `right`: index from which columns are figures. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right = 1,
): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  const rule = header.map((_, i) => (i < right ? "---" : "---:"));
  return [line(header), `| ${rule.join(" | ")} |`, ...rows.map(line)];
}

/** A table under its title; nothing where it is empty. */
export const titled = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length > 0 ? ["", `### ${title}`, "", ...lines] : [];
