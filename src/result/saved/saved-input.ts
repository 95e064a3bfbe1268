import type { Provenance } from "../../spec/yaml/provenance.ts";
import type { SavedInput } from "./result.ts";

/** One number that went in, as results keep it. */
export function savedInput({
  path,
  value,
  unit,
  written,
  status,
  source,
  low,
  high,
  file,
  line,
}: Provenance): SavedInput {
  return {
    path,
    value,
    unit,
    written,
    status: status ?? "",
    source: source ?? "",
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
    file,
    line,
  };
}
