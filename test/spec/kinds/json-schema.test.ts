import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { jsonSchema } from "../../../src/spec/kinds/json-schema.ts";
import { SPEC_KINDS } from "../../../src/spec/kinds/kinds.ts";

interface Node {
  readonly properties: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly allOf?: readonly unknown[];
}

test.each(SPEC_KINDS)(
  "schema/%s.schema.json is what the definitions say (npm run build writes it)",
  (kind) => {
    expect(JSON.parse(readFileSync(`schema/${kind}.schema.json`, "utf8"))).toEqual(jsonSchema(kind));
  },
);

describe("the schema of a machine", () => {
  const {
    then: derived,
    else: whole,
    definitions,
  } = jsonSchema("machine") as unknown as {
    then: Node;
    else: Node;
    definitions: { quantity: { anyOf: readonly unknown[] } };
  };

  test("requires all that has no default, unless the spec extends another", () => {
    expect(whole.required).toContain("gateway");
    expect(whole.required).not.toContain("aliases");
    expect(whole.properties["gateway"]?.required).toEqual(["bandwidth", "latency"]);
    expect(derived.required).toEqual(["kind", "id", "name"]);
    expect(derived.properties["gateway"]).not.toHaveProperty("required");
  });

  test("knows no other keys, so that editors mark a misspelt one", () => {
    expect(whole.additionalProperties).toBe(false);
    expect(derived.properties["gateway"]?.additionalProperties).toBe(false);
  });

  test("shows the unit and an example of a quantity", () => {
    expect(whole.properties["gateway"]?.properties["bandwidth"]).toEqual({
      description: "To other link domains, per machine and direction [B/s]",
      allOf: [{ $ref: "#/definitions/quantity" }],
      examples: ["16 GB/s"],
    });
    expect(definitions.quantity.anyOf).toHaveLength(3);
  });
});
