import { DEFAULT_CHOICE } from "../../../src/spec/kinds/plan-choices.ts";
import { describe, expect, test } from "vitest";
import type { Arch } from "../../../src/arch/arch.ts";
import { partitionChips } from "../../../src/plan/choice/chips-of.ts";
import { chipGroup } from "../../../src/plan/placement/chip-group.ts";
import { chipsUsedOnMachine, placementOf } from "../../../src/plan/placement/placement.ts";
import { replicaStride, stageStride, type Degrees } from "../../../src/plan/placement/strides.ts";

/**
 * Machines of 2 chips in link domains of 8. A ring inside a machine has 3 links of 10 B/s, across machines 2 of them,
 * across domains half of the machine's gateway of 12 B/s.
 */
function archOf(architecture: "tiled" | "roofline"): Arch {
  return {
    chip: { architecture, links: { count: 4, bytesPerSecondEach: 10, latencySeconds: 1, joulesPerByte: 5 } },
    machine: {
      chips: 2,
      internalLinks: 3,
      externalLinks: 2,
      gateway: { bytesPerSecond: 12, latencySeconds: 7 },
    },
    linkDomainChips: 8,
  } as unknown as Arch;
}
const ipus = archOf("tiled");
const gpus = archOf("roofline");

const MACHINE = { resource: "links", bytesPerSecond: 30, latencySeconds: 1, joulesPerByte: 5 };
const DOMAIN = { resource: "links", bytesPerSecond: 20, latencySeconds: 1, joulesPerByte: 5 };
const GATEWAY = { resource: "gateway", bytesPerSecond: 6, latencySeconds: 7, joulesPerByte: 5 };

describe("chips of a group in link domains of 8", () => {
  test("five, each 3 chips after the other: two to a domain, so three domains", () =>
    expect(chipGroup(ipus, 5, 3)).toMatchObject({ inside: 2, domains: 3 }));
  test("farther apart than a domain is wide: each in its own", () =>
    expect(chipGroup(ipus, 4, 16)).toMatchObject({ inside: 1, domains: 4 }));
  test("fewer than fit are in one", () =>
    expect(chipGroup(ipus, 3, 2)).toMatchObject({ inside: 3, domains: 1 }));
});

/** 2 ranks × 4 stages × 6 replicas. */
const degrees: Degrees = { ...DEFAULT_CHOICE, tensorParallel: 2, pipelineParallel: 4, dataParallel: 6 };

describe("strides", () => {
  test("IPUs: stages are 2 chips apart, replicas 2 · 4", () =>
    expect([stageStride(ipus, degrees), replicaStride(ipus, degrees)]).toEqual([2, 8]));

  test("IPUs: a replica of 14 chips takes a partition of 16, two of which rest; of GPUs it takes 14", () => {
    const fourteen: Degrees = { ...degrees, tensorParallel: 7, pipelineParallel: 2 };
    expect([partitionChips(ipus, fourteen), replicaStride(ipus, fourteen)]).toEqual([16, 16]);
    expect([partitionChips(gpus, fourteen), partitionChips(ipus, degrees)]).toEqual([14, 8]);
  });

  test("GPUs: replicas are 2 chips apart, stages 2 · 6", () =>
    expect([stageStride(gpus, degrees), replicaStride(gpus, degrees)]).toEqual([12, 2]));

  test("GPUs whose plan says so: as IPUs", () => {
    const asked: Degrees = { ...degrees, rankOrder: "tensor-pipeline-data" };
    expect([stageStride(gpus, asked), replicaStride(gpus, asked)]).toEqual([2, 8]);
    const usual: Degrees = { ...degrees, rankOrder: "tensor-data-pipeline" };
    expect(replicaStride(gpus, usual)).toBe(2);
  });
});

describe("groups of a plan on IPUs", () => {
  const placement = placementOf(ipus, degrees);

  test("the 2 ranks of a stage share a machine", () => {
    expect(placement.ranks).toMatchObject({ members: 2, inside: 2, domains: 1, ring: MACHINE });
    expect(placement.ranksOnMachine).toBe(2);
  });

  test("the 4 stages of a replica fill a link domain: copies go over links between machines", () =>
    expect(placement.stages).toMatchObject({ members: 4, inside: 4, domains: 1, ring: DOMAIN }));

  test("the ends of a pipeline of 2 stages of 2 ranks are 2 chips apart, of one of 16 stages in other domains", () => {
    const ends = (pipelineParallel: number) =>
      placementOf(ipus, { ...degrees, pipelineParallel }).pipelineEnds;
    expect(ends(2)).toMatchObject({ members: 2, inside: 2, domains: 1, ring: DOMAIN });
    expect(ends(16)).toMatchObject({ members: 2, inside: 1, domains: 2, ring: GATEWAY });
  });

  test("replicas of 8 chips: one in each domain, 6 domains, gateways between them", () =>
    expect(placement.replicas).toMatchObject({ members: 6, inside: 1, domains: 6, far: GATEWAY }));

  test("of experts that 2 replicas share every second one: 3 of them, 16 chips apart", () =>
    expect(placementOf(ipus, { ...degrees, expertParallel: 2 }).expertReplicas).toMatchObject({
      members: 3,
      inside: 1,
      domains: 3,
      far: GATEWAY,
    }));
});

describe("groups of a plan on GPUs", () => {
  const placement = placementOf(gpus, degrees);

  test("6 replicas 2 chips apart: 4 in one domain, 2 domains", () =>
    expect(placement.replicas).toMatchObject({
      ...{ members: 6, inside: 4, domains: 2 },
      ...{ ring: GATEWAY, near: DOMAIN, far: GATEWAY },
    }));

  test("stages 12 chips apart: hand-overs cross gateways", () =>
    expect(placement.stages).toMatchObject({ inside: 1, domains: 4, ring: GATEWAY }));

  test("2 replicas that share experts stand 2 chips apart, across machines of one domain", () =>
    expect(placementOf(gpus, { ...degrees, expertParallel: 2 }).expertDividers).toMatchObject({
      members: 2,
      inside: 2,
      domains: 1,
      ring: DOMAIN,
    }));
});

describe("sharded state", () => {
  const small: Degrees = { ...DEFAULT_CHOICE, tensorParallel: 1, pipelineParallel: 2, dataParallel: 12 };

  test("of IPUs is divided over the replicas of one link domain: 8 / 2", () =>
    expect(placementOf(ipus, small).stateShards).toBe(4));

  test("of GPUs over all replicas", () => expect(placementOf(gpus, small).stateShards).toBe(12));

  test("of experts that 2 replicas share, over every second one", () => {
    expect(placementOf(ipus, { ...small, expertParallel: 2 }).expertShards).toBe(2);
    expect(placementOf(gpus, { ...small, expertParallel: 2 }).expertShards).toBe(6);
  });

  test("of experts of replicas of 2 chips, 16 of them: 8 hold the same, two to a domain", () => {
    const replicas = {
      ...DEFAULT_CHOICE,
      tensorParallel: 2,
      pipelineParallel: 1,
      dataParallel: 16,
      expertParallel: 2,
    };
    expect(placementOf(ipus, replicas).expertReplicas).toMatchObject({ members: 8, inside: 2, domains: 4 });
    expect(placementOf(ipus, replicas).replicas).toMatchObject({ members: 16, inside: 4, domains: 4 });
    expect(placementOf(ipus, replicas)).toMatchObject({ stateShards: 4, expertShards: 2 });
    expect(placementOf(gpus, replicas)).toMatchObject({ stateShards: 16, expertShards: 8 });
  });

  test("a replica larger than a domain has it to itself", () =>
    expect(placementOf(ipus, { ...small, pipelineParallel: 16 }).stateShards).toBe(1));
});

test("a plan of fewer chips than a machine has uses those", () => {
  expect(
    chipsUsedOnMachine(ipus, { ...DEFAULT_CHOICE, tensorParallel: 1, pipelineParallel: 1, dataParallel: 1 }),
  ).toBe(1);
  expect(
    chipsUsedOnMachine(ipus, { ...DEFAULT_CHOICE, tensorParallel: 2, pipelineParallel: 4, dataParallel: 6 }),
  ).toBe(2);
});

test("a machine is read for what is asked about alone: a lone rank has no gateway to look at", () => {
  const machine = {
    chips: 2,
    get gateway(): never {
      throw new Error("read");
    },
  };
  const arch = { ...ipus, machine } as unknown as Arch;
  expect(
    placementOf(arch, { ...DEFAULT_CHOICE, tensorParallel: 1, pipelineParallel: 1, dataParallel: 1 }).ranks
      .ring,
  ).toMatchObject({ resource: "links", bytesPerSecond: Infinity, latencySeconds: 0 });
});
