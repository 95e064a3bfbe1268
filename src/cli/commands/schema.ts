import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";

const SPEC_KINDS = ["chip", "machine", "system", "process", "software", "workload", "study"] as const;
const SAVED_KINDS = ["results", "comparison", "findings", "optimum", "design"] as const;

export const schema: Command = {
  usage: "schema <kind>",
  summary: "JSON Schema of a kind of spec, or of what dse saves",
  positionals: {
    kind: {
      type: "string",
      demandOption: true,
      choices: [...SPEC_KINDS, ...SAVED_KINDS],
      describe: "Kind of spec or of saved data",
    },
  },
  options: {},
  examples: [
    ["dse schema workload", "for an editor"],
    [
      "dse schema results",
      "of results.json; findings: of what a sweep saves; optimum, design: of what those commands do",
    ],
  ],
  async run(args, shell) {
    shell.out(`${JSON.stringify(await schemaOf(String(args["kind"])), null, 2)}\n`);
    return EXIT.done;
  },
};

async function schemaOf(kind: string): Promise<unknown> {
  const [
    { comparisonSchema, resultsSchema },
    { jsonSchema },
    { optimumSchema },
    { sweepSchema },
    { designSchema },
    { z },
  ] = await Promise.all([
    import("../../result/saved/results-schema.ts"),
    import("../../spec/kinds/json-schema.ts"),
    import("../../optimum/optimum-schema.ts"),
    import("../../explore/sweep/sweep-schema.ts"),
    import("../../explore/design/design-schema.ts"),
    import("zod"),
  ]);
  const spec = SPEC_KINDS.find((one) => one === kind);
  if (spec !== undefined) return await jsonSchema(spec);
  const saved = {
    results: resultsSchema,
    comparison: comparisonSchema,
    findings: sweepSchema,
    optimum: optimumSchema,
    design: designSchema,
  };
  return z.toJSONSchema(saved[kind as keyof typeof saved], { target: "draft-7" });
}
