import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BadInput } from "../exit-code.ts";
import { finishedParts } from "./finish.ts";
import { readManifest, runFolder } from "./run-folder.ts";

/** What the file of all points is called beside `front.csv`. */
export const POINTS_FILE = "points.csv";

/**
 * Every point of a sweep as CSV, part by part: index, coordinates, feasibility, gap and the stored metrics, as the
 * Parquet files have them. Of a sweep that is not complete, the points that are finished.
 */
export async function* pointsCsv(path: string): AsyncGenerator<string, void, undefined> {
  const manifest = readManifest(path);
  if (manifest === undefined) throw new BadInput(`${path} holds no sweep (there is no manifest.json in it)`);
  const library = await import("../../internal.ts");
  const { parquetReadObjects } = await import("hyparquet");
  const finished = finishedParts(runFolder({ library, path, identity: manifest }), manifest, library);
  if (finished.length === 0) throw new BadInput(`${path}: no part of this sweep is finished yet`);
  let header: readonly string[] | undefined;
  for (const { part } of finished) {
    const { buffer, byteOffset, byteLength } = readFileSync(join(path, `${library.partName(part)}.parquet`));
    const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    const rows = await parquetReadObjects({ file });
    const names = header ?? Object.keys(rows[0] ?? {});
    const text = rows.map((row) => library.csvRow(names.map((name) => fieldOf(row[name])))).join("");
    yield header === undefined ? library.csvRow(names) + text : text;
    header = names;
  }
}

/** Parquet's whole numbers are as long as they like; all of these fit a number. */
function fieldOf(value: unknown): string | number | boolean | null {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  return null;
}

/** Whether this is a folder with the points of a sweep, not its findings alone. */
export const hasPoints = (place: string): boolean => existsSync(join(place, "manifest.json"));
