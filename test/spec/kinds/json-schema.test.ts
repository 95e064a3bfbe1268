import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { specJsonSchemas } from "../../../src/spec/kinds/json-schema.ts";
import { SPEC_KINDS, type SpecKind } from "../../../src/spec/kinds/kinds.ts";

interface Node {
  readonly properties: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly allOf?: readonly unknown[];
  readonly $ref?: string;
}
interface Schema {
  readonly then: Node;
  readonly else: Node;
  readonly definitions: Readonly<Record<string, Node & { readonly pattern: string }>>;
}

let schemas: Readonly<Record<SpecKind, unknown>>;
beforeAll(async () => (schemas = await specJsonSchemas()));

test.each(SPEC_KINDS)("schema/%s.schema.json is what the definitions say (npm run build writes it)", (kind) =>
  expect(JSON.parse(readFileSync(`schema/${kind}.schema.json`, "utf8"))).toEqual(schemas[kind]),
);

/** Every key below a schema with what is said of it. */
function keysBelow(schema: unknown, path = ""): readonly (readonly [path: string, said: Node])[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
    key === "properties"
      ? Object.entries(value as Record<string, Node>).flatMap(([name, said]) => [
          [`${path}.${name}`, said] as const,
          ...keysBelow(said, `${path}.${name}`),
        ])
      : keysBelow(value, path),
  );
}

test.each(SPEC_KINDS)("every key of a %s carries a sentence", (kind) => {
  const { definitions } = schemas[kind] as Schema;
  const silent = keysBelow(schemas[kind]).filter(([, said]) => {
    const { description } = said.$ref === undefined ? said : definitions[said.$ref.split("/").at(-1) ?? ""]!;
    const decides = JSON.stringify(said).startsWith('{"enum"');
    return !decides && !/^\S.* .*[.?!]$/s.test(description ?? "");
  });
  expect(silent).toEqual([]);
});

describe("the schema of a machine", () => {
  const machine = (): Schema => schemas["machine"] as Schema;
  const resolved = (node: Node | undefined): Node =>
    node?.$ref === undefined ? node! : machine().definitions[node.$ref.split("/").at(-1) ?? ""]!;

  test("requires all that has no default, unless the spec extends another", () => {
    const { then: derived, else: whole } = machine();
    expect(whole.required).toContain("gateway");
    expect(whole.required).not.toContain("aliases");
    expect(resolved(whole.properties["gateway"]).required).toEqual(["bandwidth", "latency"]);
    expect(derived.required).toEqual(["kind", "id", "name", "extends"]);
    expect(resolved(derived.properties["gateway"])).not.toHaveProperty("required");
  });

  test("knows no other keys, so that editors mark a misspelt one", () => {
    const { then: derived, else: whole } = machine();
    expect(whole.additionalProperties).toBe(false);
    expect(resolved(derived.properties["gateway"]).additionalProperties).toBe(false);
  });

  test("lets null take away what is inherited, but for what a spec must say itself", () => {
    const { then: derived, else: whole } = machine();
    expect(resolved(derived.properties["price"]).type).toContain("null");
    expect(resolved(whole.properties["price"]).type).not.toContain("null");
    for (const key of ["kind", "id", "name", "extends"])
      expect(resolved(derived.properties[key])).toEqual(resolved(whole.properties[key]));
  });

  test("shows the unit and an example of a quantity, and asks it for a text", () => {
    const bandwidth = resolved(resolved(machine().else.properties["gateway"]).properties["bandwidth"]);
    expect(bandwidth).toMatchObject({
      description: "To other link domains, per machine and direction. Unit: B/s, such as `16 GB/s`.",
      type: ["string", "object"],
      allOf: [{ $ref: "#/definitions/bytesPerSecond" }],
      examples: ["16 GB/s"],
    });
    expect(machine().definitions["bytesPerSecondText"]?.pattern).toBeTypeOf("string");
  });

  test("writes a default as the loader reads it", () => {
    const { else: software } = schemas["software"] as Schema;
    expect(software.properties["gap"]?.default).toBe("0 s");
    expect(software.properties["attentionEfficiency"]?.default).toBe(1);
  });
});
