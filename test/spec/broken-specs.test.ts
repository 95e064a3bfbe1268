import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSpecs } from "../../src/spec/load.ts";
import { renderSpecErrors } from "../../src/spec/yaml/render-spec-errors.ts";
import { headline, type SpecError } from "../../src/spec/yaml/spec-error.ts";

const FOLDER = "test/broken-specs";
const folders = ["arch-specs", "workloads", "reports"].map((name) => `test/spec/fixtures/${name}`);

/** Every error of each broken file: where it is and what it says, and the characters under the carets. */
const BROKEN: Readonly<Record<string, readonly (readonly [message: string, underlined: string])[]>> = {
  "a-range.yaml": [
    [
      '5:8  clock: expected frequency, such as "1.85 GHz", got "1-2 GHz" (a range), did you mean { value: ..., low: ..., high: ... }?',
      "1-2 GHz",
    ],
  ],
  "alias-bomb.yaml": [["6:8  expected aliases that expand to at most 10000 values, got more", "*d"]],
  "bad-id.yaml": [
    ['2:5  id: expected lower-case letters, digits, dots and dashes, got "Broken Chip"', "Broken Chip"],
  ],
  "base-of-other-kind.yaml": [
    ['4:10  extends: expected the id of a chip spec, got "tiny-box", which is a machine', "tiny-box"],
  ],
  "comma-digits.yaml": [
    [
      '5:8  tiles: expected a number without unit, got "1,472" (digits with separators), did you mean "1472"?',
      '"1,472"',
    ],
  ],
  "cyclic-extends.yaml": [["4:10  extends: expected a base, got a cycle: broken -> broken", "broken"]],
  "default-pod-out-of-range.yaml": [
    ['6:19  parameters.pod.default: expected at least 4, got 2, did you mean "4"?', "2"],
    [
      "test/spec/fixtures/arch-specs/tiny-pod.arch.yaml:9:11  machines: expected at least 1, got 0.5 from = pod / machine.chips",
      "= pod / machine.chips",
    ],
  ],
  "duplicate-key.yaml": [["6:1  expected each key once, got the same key again", "clock"]],
  "empty.yaml": [["1:1  expected a spec, got an empty file", ""]],
  "formula-adds-apples.yaml": [
    [
      '6:27  power.idle: expected a formula of numbers, units and names of the spec, got "+" of power and frequency',
      "+",
    ],
  ],
  "formula-assigns.yaml": [
    [
      "5:10  tiles: expected a formula of numbers, units and names of the spec, got an assignment (x = 4)",
      "x",
    ],
  ],
  "formula-constructor.yaml": [
    [
      '5:10  tiles: expected a formula of numbers, units and names of the spec, got the unknown name "power.constructor"',
      "power.constructor",
    ],
  ],
  "formula-cycle.yaml": [
    ["5:8  tiles: expected a formula, got a cycle: tiles -> workersPerTile -> tiles", "= workersPerTile"],
  ],
  "formula-fraction.yaml": [
    ["5:11  machines: expected a whole number, got 5.33 from = pod / 3", "= pod / 3"],
  ],
  "formula-imports.yaml": [
    [
      '5:10  tiles: expected a formula of numbers, units and names of the spec, got a call of "import"',
      "import",
    ],
  ],
  "formula-matrix.yaml": [
    [
      "5:10  tiles: expected a formula of numbers, units and names of the spec, got an index ([1, 2][1])",
      "[",
    ],
  ],
  "formula-prototype.yaml": [
    [
      '5:10  tiles: expected a formula of numbers, units and names of the spec, got the unknown name "constructor"',
      "constructor",
    ],
  ],
  "formula-reads-process.yaml": [
    [
      '5:10  tiles: expected a formula of numbers, units and names of the spec, got a call of "process.exit"',
      "process.exit",
    ],
  ],
  "formula-syntax.yaml": [
    [
      '5:19  tiles: expected a formula of numbers, units and names of the spec, got "4 * (2 + 1" (Parenthesis ) expected)',
      "1",
    ],
  ],
  "formula-unknown-name.yaml": [
    [
      '6:11  power.idle: expected a formula of numbers, units and names of the spec, got the unknown name "base.power.idel", did you mean "base.power.idle"?',
      "base.power.idel",
    ],
  ],
  "formula-wrong-dimension.yaml": [
    [
      '5:8  clock: expected frequency, such as "1.85 GHz", got a formula that gives a pure number',
      "= base.clock * 2 s",
    ],
  ],
  "fraction-of-a-tile.yaml": [["5:8  tiles: expected a whole number, got 4.5", "4.5"]],
  "infinity.yaml": [
    ['5:8  clock: expected frequency, such as "1.85 GHz", got "Infinity GHz" (not finite)', "Infinity GHz"],
  ],
  "leading-zero.yaml": [
    ['5:8  tiles: expected a number without leading zeros, got 010, did you mean "10"?', "010"],
  ],
  "list-for-map.yaml": [["5:8  power: expected a map of keys to values, got a list", "[10 W, 20 W]"]],
  "list-of-specs.yaml": [["1:1  expected a map of keys to values, got a list", "- kind: chip"]],
  "low-above-value.yaml": [["5:29  clock.low: expected no more than the value 1 GHz, got 2 GHz", "2 GHz"]],
  "low-without-high.yaml": [["5:29  clock.low: expected both low and high, got no high", "0.9 GHz"]],
  "map-for-quantity.yaml": [['5:8  clock: expected frequency, such as "1.85 GHz", got a list', "[1 GHz]"]],
  "merge-key.yaml": [['6:3  power: expected `extends:` (merge keys belong to YAML 1.1), got "<<"', "<<"]],
  "missing-base.yaml": [
    ['4:10  extends: expected the id of a chip spec, got "tinny", did you mean "tiny"?', "tinny"],
  ],
  "missing-key.yaml": [['8:1  gateway: missing key "latency" (time, such as "5 us")', "gateway"]],
  "missing-kind.yaml": [
    ['1:1  missing key "kind" (chip, machine, system, process, software, workload or study)', "i"],
  ],
  "misspelt-inner-key.yaml": [['6:3  power: unknown key "idel", did you mean "idle"?', "idel"]],
  "misspelt-key.yaml": [['5:1  unknown key "exchnage", did you mean "exchange"?', "exchnage"]],
  "misspelt-quantity-key.yaml": [['5:24  clock: unknown key "sorce", did you mean "source"?', "sorce"]],
  "nan.yaml": [["5:8  tiles: expected a number without unit, got .nan (not finite)", ".nan"]],
  "more-picks-than-experts.yaml": [
    ["9:15  model.experts.perToken: expected at most as many picks as there are experts, 4, got 8", "8"],
  ],
  "negative-count.yaml": [["5:8  tiles: expected at least 1, got -4", "-4"]],
  "no-unit.yaml": [
    [
      '5:14  sramPerTile: expected bytes, such as "624 KiB", got 638976 (no unit), did you mean "638976 B"?',
      "638976",
    ],
  ],
  "nothing-trained.yaml": [
    ["6:14  task.trainable: lora, adapters or parts: something must be trained", "{}"],
  ],
  "null-quantity.yaml": [["5:7  chips: expected a number without unit, got nothing", ""]],
  "null-source.yaml": [
    ["5:32  clock.source: expected text, got a list", "[DS]"],
    ["5:43  clock.low: expected a quantity, got a map", "{ a: 1 }"],
    ["5:59  clock.high: expected both low and high, got no low", "2 GHz"],
  ],
  "only-a-comment.yaml": [["1:1  expected a spec, got an empty file", "#"]],
  "percent-above-hundred.yaml": [["6:15  links.efficiency: expected at most 1, got 120 %", "120 %"]],
  "percent-of-a-count.yaml": [
    ['5:8  tiles: expected a number without unit, got "50 %" (a percentage)', "50 %"],
  ],
  "pod-no-power-of-two.yaml": [
    ['5:11  systems.0: expected a power of two for "pod", got 12, did you mean "tiny-pod16"?', "tiny-pod12"],
  ],
  "pod-out-of-range.yaml": [
    ['5:11  systems.0: expected at most 64 for "pod", got 128, did you mean "tiny-pod64"?', "tiny-pod128"],
  ],
  "rate-without-second.yaml": [
    [
      '5:21  links.bandwidth: expected bytes per second, such as "16 GB/s", got "16 GB" (bytes), did you mean "16 GB/s"?',
      "16 GB",
    ],
  ],
  "separated-digits.yaml": [
    [
      '5:8  tiles: expected a number without unit, got "1_472" (digits with separators), did you mean "1472"?',
      "1_472",
    ],
  ],
  "share-above-one.yaml": [["6:15  links.efficiency: expected at most 1, got 1.2", "1.2"]],
  "study-without-systems.yaml": [["5:10  systems: expected at least 1 item, got a list", "[]"]],
  "tab-indent.yaml": [["6:1  expected spaces as indentation, got a tab", "\t"]],
  "text-for-list.yaml": [['5:10  aliases: expected a list, got "Mk3"', "Mk3"]],
  "three-at-once.yaml": [
    ["5:8  tiles: expected at least 1, got -1", "-1"],
    ['6:8  clock: expected frequency, such as "1.85 GHz", got "1 GB" (bytes)', "1 GB"],
    ['7:1  unknown key "exchnage", did you mean "exchange"?', "exchnage"],
  ],
  "too-many-digits.yaml": [
    [
      '5:17  task.tokens: expected at most 15 digits, got 12345678901234567, did you mean "1.2345678901234568e+16"?',
      "12345678901234567",
    ],
  ],
  "transfers-are-no-bytes.yaml": [
    [
      '5:21  links.bandwidth: expected bytes per second, such as "16 GB/s", got "16 GT/s" (transfers per second)',
      "16 GT/s",
    ],
  ],
  "two-documents.yaml": [["5:1  expected one spec in a file, got a second document", "---"]],
  "unclosed-brace.yaml": [
    [
      "6:1  expected YAML, got Flow map in block collection must be sufficiently indented and end with a }",
      "tiles",
    ],
  ],
  "unknown-anchor.yaml": [['5:8  expected an alias of an anchor above it, got "*fast"', "*fast"]],
  "unknown-architecture.yaml": [
    ['4:15  architecture: expected tiled or roofline, got "tilled", did you mean "tiled"?', "tilled"],
  ],
  "unknown-arithmetic.yaml": [['6:3  arithmetic: unknown key "fp16"', "fp16"]],
  "unknown-chip.yaml": [
    ['5:7  chip: expected the id of a chip spec, got "tinyy", did you mean "tiny"?', "tinyy"],
  ],
  "unknown-enum.yaml": [
    [
      '6:9  model.norm: expected layernorm or rmsnorm, got "layer-norm", did you mean "layernorm"?',
      "layer-norm",
    ],
  ],
  "unknown-kind.yaml": [
    [
      '1:7  kind: expected chip, machine, system, process, software, workload or study, got "sytem", did you mean "system"?',
      "sytem",
    ],
  ],
  "unknown-lora-matrix.yaml": [
    [
      '6:44  task.trainable.lora.matrices.0: expected query, key, value, projection or ffn, got "qery", did you mean "query"?',
      "qery",
    ],
  ],
  "unknown-part-trained.yaml": [
    [
      '6:32  task.trainable.parts.1: expected embedding, layers or head, got "haed", did you mean "head"?',
      "haed",
    ],
  ],
  "unknown-plan-key.yaml": [
    ['7:9  plan: unknown key "tensorParalel", did you mean "tensorParallel"?', "tensorParalel"],
  ],
  "unknown-plan.yaml": [['7:7  plan: expected "auto" or a map of keys to values, got "best"', "best"]],
  "unknown-status.yaml": [
    [
      '5:44  clock.status: expected published, measured, derived, calibrated or assumed, got "guessed"',
      "guessed",
    ],
  ],
  "unknown-system-in-study.yaml": [
    [
      '5:21  systems.1: expected the id of a system, got "tiny-pdo16", did you mean "tiny-pod16"?',
      "tiny-pdo16",
    ],
  ],
  "unknown-unit.yaml": [
    [
      '5:8  clock: expected frequency, such as "1.85 GHz", got "1.85 ghz" (unknown unit "ghz"), did you mean "1.85 GHz"?',
      "1.85 ghz",
    ],
  ],
  "unknown-workload-in-study.yaml": [
    [
      '7:5  workloads.0: expected the id of a workload, got "tiny-nett", did you mean "tiny-net"?',
      "tiny-nett",
    ],
  ],
  "unquoted-condition.yaml": [['5:8  expected text that contains ": " in quotes, got a second colon', "="]],
  "value-above-high.yaml": [
    ["8:9  clock.high: expected no less than the value 1 GHz, got 900 MHz", "900 MHz"],
  ],
  "wrong-dimension.yaml": [
    ['5:23  sramPerTile: expected bytes, such as "624 KiB", got "624 kHz" (frequency)', "624 kHz"],
  ],
  "wrong-unit.yaml": [
    ['5:14  sramPerTile: expected bytes, such as "624 KiB", got "624 KHZ" (frequency)', "624 KHZ"],
  ],
  "yes-for-true.yaml": [
    ['6:19  model.tiedEmbeddings: expected true or false, got "yes", did you mean "true"?', "yes"],
  ],
  "zero-clock.yaml": [["5:8  clock: expected more than 0, got 0 Hz", "0 Hz"]],
};

async function errorsOf(path: string): Promise<readonly SpecError[]> {
  return (await openSpecs({ folders, files: [path] }).check([path])).errors;
}

const underlined = ({ sourceLine = "", column = 1, length = 0 }: SpecError): string =>
  sourceLine.slice(column - 1, column - 1 + length);

describe("every broken spec is refused with its place, what was expected, and what was probably meant", () => {
  test("each file in the folder has its expectation here", () => {
    expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(BROKEN).sort());
  });

  test.each(Object.keys(BROKEN))("%s", async (name) => {
    const path = `${FOLDER}/${name}`;
    const errors = await errorsOf(path);
    const found = errors.map((error) => [headline(error).replace(`${path}:`, ""), underlined(error)]);
    expect(found).toEqual(BROKEN[name]);
  });
});

describe("files that no test should keep", () => {
  let folder = "";
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "dse-broken-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const linesOf = async (path: string): Promise<readonly string[]> =>
    (await errorsOf(path)).map((error) => headline(error).replace(path, ""));

  test("a file of 10 MB is refused by its size, before it is read", async () => {
    expect(await linesOf(write("large.yaml", `kind: chip\n${"#".repeat(10e6)}\n`))).toEqual([
      "  expected a spec of at most 1 MB, got 10.0 MB",
    ]);
  });

  test("a binary file is refused at its first NUL", async () => {
    expect(await linesOf(write("binary.yaml", new Uint8Array([0x7f, 0x45, 0x0a, 0x4c, 0, 1, 2])))).toEqual([
      ":2:2  expected YAML text, got a binary file (it has NUL characters)",
    ]);
  });

  test("bytes that are not UTF-8 are pointed at", async () => {
    const latin1 = new Uint8Array([...Buffer.from("kind: chip\nname: K"), 0xf6, ...Buffer.from("ln\n")]);
    expect(await linesOf(write("latin1.yaml", latin1))).toEqual([
      ":2:8  expected UTF-8 text, got bytes that are not UTF-8",
    ]);
  });

  test("a byte order mark is no error", async () => {
    const text = "\ufeffkind: chip\nid: marked\nname: Marked\nextends: tiny\n";
    expect(await linesOf(write("marked.yaml", text))).toEqual([]);
  });

  test("a missing file, a folder and a dangling link say what they are", async () => {
    mkdirSync(join(folder, "folder.yaml"));
    symlinkSync(join(folder, "nowhere"), join(folder, "dangling.yaml"));
    expect(await linesOf(join(folder, "missing.yaml"))).toEqual([
      "  expected a readable spec file, got no file",
    ]);
    expect(await linesOf(join(folder, "folder.yaml"))).toEqual([
      "  expected a readable spec file, got a folder",
    ]);
    expect(await linesOf(join(folder, "dangling.yaml"))).toEqual([
      "  expected a readable spec file, got no file",
    ]);
  });

  test("brackets nested without end are refused instead of overflowing the stack", async () => {
    const text = `kind: chip\nid: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`;
    const [line] = await linesOf(write("nested.yaml", text));
    expect(line).toContain("expected at most 64 levels of nesting");
  });

  test("in a folder the file name promises the id, and two files cannot promise the same", async () => {
    const chip = (id: string): string => `kind: chip\nid: ${id}\nname: Chip\nextends: tiny\naliases: [TC1]\n`;
    const own = join(folder, "own");
    mkdirSync(own);
    writeFileSync(join(own, "named.arch.yaml"), chip("other"));
    writeFileSync(join(own, "tiny.arch.yaml"), chip("tiny"));
    const { errors } = await openSpecs({ folders: [...folders, { path: own, label: "own" }] }).check();
    const fixture = `${folders[0]}/tiny.arch.yaml`;
    const lines = errors.map(headline).filter((line) => line.startsWith("own/"));
    expect(lines).toContain(
      'own/named.arch.yaml:2:5  id: expected "named" as the file name says, got "other"',
    );
    expect(lines).toContain(
      `own/tiny.arch.yaml:2:5  id: expected an id of its own, got "tiny", which ${fixture} has too`,
    );
    expect(lines).toContain(
      `own/named.arch.yaml:5:11  aliases.0: expected a name of its own, got "TC1", which ${fixture} has too`,
    );
  });

  test("a copy of a spec that the tool ships is told from the shipped one, though both have one label", async () => {
    const copies = join(folder, "copies");
    mkdirSync(copies);
    writeFileSync(join(copies, "tiny.arch.yaml"), "kind: chip\nid: tiny\nname: Chip\nextends: tc1\n");
    const labelled = [
      { path: folders[0]!, label: "arch-specs" },
      { path: copies, label: "arch-specs" },
    ];
    const { errors } = await openSpecs({ folders: labelled }).check();
    expect(errors.map(headline)).toContain(
      'arch-specs/tiny.arch.yaml:2:5  id: expected an id of its own, got "tiny", which the shipped arch-specs/tiny.arch.yaml has too',
    );
  });

  test("a misspelt family keeps the size that was asked for", async () => {
    const specs = openSpecs({ folders });
    await expect(specs.arch("tiny-pdo16")).rejects.toThrow('got "tiny-pdo16", did you mean "tiny-pod16"?');
    await expect(specs.arch("tiny-pd")).rejects.toThrow('did you mean "tiny-pod"?');
  });

  test("a cycle of bases over two files names the way round", async () => {
    const chip = (id: string, base: string): string =>
      `kind: chip\nid: ${id}\nname: Chip\nextends: ${base}\n`;
    const own = join(folder, "cycle");
    mkdirSync(own);
    writeFileSync(join(own, "a.arch.yaml"), chip("a", "b"));
    writeFileSync(join(own, "b.arch.yaml"), chip("b", "a"));
    const { errors } = await openSpecs({ folders: [{ path: own, label: "own" }] }).check(["a"]);
    expect(errors.map(headline)).toEqual([
      "own/b.arch.yaml:4:10  extends: expected a base, got a cycle: a -> b -> a",
    ]);
  });
});

test("an error is rendered with its line and carets under what is meant", async () => {
  const path = `${FOLDER}/wrong-dimension.yaml`;
  expect(renderSpecErrors(await errorsOf(path))).toBe(
    [
      `${path}:5:23  sramPerTile: expected bytes, such as "624 KiB", got "624 kHz" (frequency)`,
      "    sramPerTile: { value: 624 kHz, source: DS, status: published }",
      "                          ^^^^^^^",
    ].join("\n"),
  );
});
