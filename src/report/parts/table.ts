/** One cell: its text, and a paint that must not change its width. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}
export interface Column {
  readonly header: string;
  readonly align: "left" | "right";
}

/** Columns that a terminal gives `text`: East Asian wide characters take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += /[ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦]/u.test(character) ? 2 : 1;
  return width;
}

export function pad(text: string, width: number, align: Column["align"] = "left"): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + space : space + text;
}

const plain = (text: string): string => text;

/** Lines of a table without rules: columns two spaces apart, headers painted by `paintHeader`. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paintHeader: (text: string) => string = plain,
): readonly string[] {
  const widths = columns.map((column, i) =>
    Math.max(displayWidth(column.header), ...rows.map((row) => displayWidth(row[i]?.text ?? ""))),
  );
  const line = (cells: readonly Cell[]): string =>
    columns
      .map(({ align }, i) => {
        const { text, paint = plain } = cells[i] ?? { text: "" };
        const padded = pad(text, widths[i] ?? 0, align);
        const last = i === columns.length - 1 && align === "left";
        return text === "" ? (last ? "" : padded) : padded.replace(text, () => paint(text));
      })
      .join("  ")
      .trimEnd();
  const header = columns.map(({ header }) => ({ text: header, paint: paintHeader }));
  return [line(header), ...rows.map(line)];
}

/** `text` in lines of at most `width` columns, broken at spaces; a longer word stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}

/**
 * Lines of at most `width` columns: longer sentences are broken, and go on two columns to the right of where they began.
 * Rows of tables, whose columns stand two spaces apart, stay whole.
 */
export function wrapLines(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const [margin = ""] = /^ */.exec(line) ?? [];
      const words = line.slice(margin.length);
      if (displayWidth(line) <= width || /\S {2,}\S/.test(words)) return [line];
      const [first = "", ...rest] = wrap(words, width - margin.length - 2);
      return [margin + first, ...rest.map((one) => `${margin}  ${one}`)];
    })
    .join("\n");
}

/** Lines moved to the right; empty ones stay empty. */
export const indent = (lines: readonly string[], by = 2): readonly string[] =>
  lines.map((line) => (line === "" ? "" : " ".repeat(by) + line));
