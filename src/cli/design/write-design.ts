import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { SavedDesign } from "../../internal.ts";
import type { Shell } from "../shell.ts";
import { reportRuntime, tellWhere } from "../write-reports.ts";
import { writeWhole } from "../write-whole.ts";

/** Tells an answer on stdout and, where there is a folder, writes it there as data, text and page. */
export async function writeDesign(
  found: SavedDesign,
  { out, json }: { readonly out: string | undefined; readonly json: boolean },
  shell: Shell,
): Promise<void> {
  const { htmlDesign, markdownDesign } = await import("../../internal.ts");
  const [data, text] = [`${JSON.stringify(found, null, 2)}\n`, markdownDesign(found)];
  shell.out(json ? data : text);
  if (out === undefined) return;
  const tool = { name: "dse", version: shell.version };
  writeWhole(join(out, "design.json"), data);
  writeWhole(join(out, "report.md"), text);
  writeWhole(join(out, "report.html"), htmlDesign(found, { tool, runtime: reportRuntime(shell) }));
  tellWhere(pathToFileURL(resolve(out, "report.html")).href, shell);
}
