import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";

const KINDS = ["chip", "machine", "system", "workload", "study"] as const;

export const schema: Command = {
  usage: "schema <kind>",
  summary: "JSON Schema of a kind of spec, for editors",
  positionals: { kind: { type: "string", demandOption: true, choices: KINDS, describe: "Kind of spec" } },
  options: {},
  examples: [["dse schema workload > workload.schema.json", ""]],
  async run(args, shell) {
    const { jsonSchema } = await import("../../index.ts");
    shell.out(`${JSON.stringify(jsonSchema(args["kind"] as (typeof KINDS)[number]), null, 2)}\n`);
    return EXIT.done;
  },
};
