import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const systems = specs
  .list()
  .filter(({ kind }) => kind === "system")
  .map(({ id }) => id);

test("chips, machines and systems load without errors or warnings", async () => {
  const ids = specs
    .list()
    .filter(({ kind }) => kind === "chip" || kind === "machine" || kind === "system")
    .map(({ id }) => id);
  expect(ids.length).toBeGreaterThanOrEqual(24);
  expect(await specs.check(ids)).toMatchObject({ errors: [], warnings: [] });
});

describe.each(systems)("%s", (id) => {
  test("says of every number where it comes from and how far to trust it", async () => {
    const { provenance } = await specs.arch(id);
    expect(provenance.length).toBeGreaterThan(30);
    const bare = provenance.filter(({ source, status }) => source === undefined || status === undefined);
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  test("gives a range to every rate, power and price that is assumed", async () => {
    const { provenance } = await specs.arch(id);
    const sharp = provenance.filter(
      ({ status, value, low, written }) =>
        status === "assumed" && low === undefined && value !== 0 && !written.startsWith("="),
    );
    expect(sharp.map(({ path }) => path).filter((path) => !path.endsWith(".macsPerCycle"))).toEqual([]);
  });

  test("builds: finite numbers, usable rates, whole machines", async () => {
    const arch = buildArch(await specs.arch(id));
    expect(arch.chips).toBe(arch.machines * arch.machine.chips);
    expect(Number.isInteger(arch.machines)).toBe(true);
    expect(arch.chip.links.bytesPerSecondEach).toBeGreaterThan(0);
    expect(arch.linkDomainChips % arch.machine.chips).toBe(0);
  });
});

describe("a pod of any size", () => {
  test.each([4, 16, 64, 256, 1024])(
    "bow-pod%d has that many chips, in link domains of at most 64",
    async (pod) => {
      const arch = buildArch(await specs.arch(`bow-pod${pod}`));
      expect([arch.chips, arch.machines, arch.linkDomainChips]).toEqual([pod, pod / 4, Math.min(pod, 64)]);
    },
  );

  test.each(["bow-pod2", "bow-pod48", "bow-pod3000", "bow-pod131072", "c600-cards9", "a100-gpus12"])(
    "there is no %s",
    async (id) => {
      await expect(specs.arch(id)).rejects.toThrow();
    },
  );

  test("Mk2 is an alias of GC200 and IPU21 of the C600's chip", () => {
    const aliases = Object.fromEntries(specs.list().map((entry) => [entry.id, entry.aliases]));
    expect(aliases["gc200"]).toContain("mk2");
    expect(aliases["c600-chip"]).toContain("ipu21");
  });
});

describe("what a system costs", () => {
  test("a Bow Pod64 costs its machines, hosts and network; Bow as much as Mk2", async () => {
    const [bow, mk2] = [buildArch(await specs.arch("bow-pod64")), buildArch(await specs.arch("mk2-pod64"))];
    expect(bow.capexDollars).toBe(16 * 32450 + 2 * 20000 + 20000);
    expect(bow.capexDollars).toBe(mk2.capexDollars);
  });

  test("a system whose machines have no price has none", async () => {
    for (const id of ["c2-server", "c600", "tpu-v4-chips"])
      expect(buildArch(await specs.arch(id)).capexDollars).toBeUndefined();
  });

  test("an announced price comes before that of the parts", async () => {
    const { capexDollars } = buildArch(await specs.arch("bow-pod64", { "system.price": "1 MUSD" }));
    expect(capexDollars).toBe(1e6);
  });
});
