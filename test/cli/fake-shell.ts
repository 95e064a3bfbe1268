import type { Shell } from "../../src/cli/shell.ts";

/** A shell that keeps what is written to stdout. */
export function fakeShell(packageFolder = "."): Shell & { readonly written: string[] } {
  const written: string[] = [];
  return {
    ...{ packageFolder, version: "0", colour: false, columns: undefined, written },
    out: (text) => void written.push(text),
    err: () => undefined,
    redraw: () => undefined,
    readInput: () => "",
  };
}
