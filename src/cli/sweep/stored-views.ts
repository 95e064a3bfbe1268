import { existsSync } from "node:fs";
import { join } from "node:path";
import { BadInput } from "../exit-code.ts";
import { finishedParts } from "./finish.ts";
import { readManifest, runFolder } from "./run-folder.ts";

/** Files behind the tables of a sweep: of one that is not complete, the parts that are finished. */
export async function storedViews(path: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const manifest = readManifest(path);
  if (manifest === undefined) throw new BadInput(`${path} holds no sweep (there is no manifest.json in it)`);
  const library = await import("../../internal.ts");
  const folder = runFolder({ library, path, identity: manifest });
  const finished = finishedParts(folder, manifest, library);
  if (finished.length === 0) throw new BadInput(`${path}: no part of this sweep is finished yet`);
  const whole = (name: string): readonly string[] => (existsSync(join(path, name)) ? [join(path, name)] : []);
  return {
    points: finished.map(({ part }) => join(path, `${library.partName(part)}.parquet`)),
    front: whole("front.parquet"),
    sample: whole("sample.parquet"),
  };
}
