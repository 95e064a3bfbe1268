/** How many events does the engine handle a second, beside C++'s std::priority_queue in the same run? */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";

const SIZES = [1e2, 1e3, 1e4, 1e5, 1e6];
const HOLDS = 2e6;
/** The faster of so many runs counts: on a busy machine the others were disturbed. */
const ROUNDS = 3;
/** Events of a simulation with contention for each hold of the C++ queue at 10⁴ entries. */
const LIMIT_SIMULATION = 0.25;

/** Delays of a linear congruential generator that both languages compute alike: 1 to 2^20 ticks. */
const DELAYS = 1 << 16;
function delays() {
  const all = new Float64Array(DELAYS);
  let state = 12345;
  for (let at = 0; at < DELAYS; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    all[at] = 1 + (state >>> 12);
  }
  return all;
}

const CPP = `
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <queue>
#include <vector>
struct Event { double time; uint64_t order; int32_t handler, subject, stamp; };
struct Later {
  bool operator()(const Event &a, const Event &b) const {
    return a.time > b.time || (a.time == b.time && a.order > b.order);
  }
};
int main(int, char **argv) {
  long size = atol(argv[1]), holds = atol(argv[2]);
  std::vector<double> delay(${DELAYS});
  uint32_t state = 12345;
  for (auto &one : delay) { state = state * 1664525u + 1013904223u; one = 1 + (state >> 12); }
  std::priority_queue<Event, std::vector<Event>, Later> queue;
  uint64_t order = 0;
  size_t at = 0;
  for (long i = 0; i < size; i++) queue.push({delay[i & ${DELAYS - 1}], order++, 0, int32_t(i), 0});
  auto hold = [&](long count) {
    for (long i = 0; i < count; i++) {
      Event event = queue.top();
      queue.pop();
      event.time += delay[at++ & ${DELAYS - 1}];
      event.order = order++;
      queue.push(event);
    }
  };
  hold(holds / 2);
  clock_t begun = clock();
  hold(holds);
  printf("%.3f %.0f", double(clock() - begun) / CLOCKS_PER_SEC * 1e9 / holds, queue.top().time);
}`;

/** Nanoseconds of this thread's own work for each of `count`. */
function nanosecondsEach(count, run) {
  const began = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(began);
  return ((user + system) * 1000) / count;
}

function holdEvents(EventQueue, size) {
  const delay = delays();
  const queue = new EventQueue();
  for (let at = 0; at < size; at++) queue.push(delay[at & (DELAYS - 1)], at);
  let next = 0;
  const hold = (count) => {
    for (let at = 0; at < count; at++) {
      queue.pop();
      queue.push(queue.time + delay[next++ & (DELAYS - 1)], queue.subject, queue.stamp, queue.handler);
    }
  };
  hold(HOLDS / 2);
  const nanoseconds = nanosecondsEach(HOLDS, () => hold(HOLDS));
  queue.pop();
  return { nanoseconds, first: queue.time };
}

/** The same program, compiled if there is a g++: nanoseconds and the first time that is left, to compare answers. */
function cppHolds() {
  if (spawnSync("g++", ["--version"]).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "dse-events-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "hold.cpp"), CPP);
  execFileSync("g++", ["-O3", "-o", join(folder, "hold"), join(folder, "hold.cpp")]);
  return (size) => {
    const out = execFileSync(join(folder, "hold"), [String(size), String(HOLDS)], { encoding: "utf8" });
    const [nanoseconds, first] = out.split(" ").map(Number);
    return { nanoseconds, first };
  };
}

function fastest(run) {
  return Array.from({ length: ROUNDS }, run).reduce((best, one) =>
    one.nanoseconds < best.nanoseconds ? one : best,
  );
}

/**
 * Ten thousand jobs that go round for ever: think, queue for one of 500 servers, then draw on one of 2,000 shared pools
 * beside the others there. Every event meets a queue or changes the speed of its neighbours.
 */
async function contendedSimulation() {
  const load = (name) => tsImport(`../src/sim/${name}.ts`, import.meta.url);
  const [{ createSimulation }, { createServer }, { createFairShare }] = await Promise.all(
    ["simulation", "server", "fair-share"].map(load),
  );
  const JOBS = 1e4;
  const delay = delays();
  let next = 0;
  const draw = () => delay[next++ & (DELAYS - 1)];
  const servers = Array.from({ length: 500 }, (_, at) => createServer(`server ${at}`));
  const claims = Array.from({ length: 2000 }, (_, pool) => [{ pool, weight: 1 }]);
  const at = new Int32Array(JOBS);
  const stamps = new Int32Array(JOBS);
  const [THOUGHT, SERVED, DRAWN] = [0, 1, 2];
  const serve = (job) => simulation.at(simulation.now() + Math.ceil(draw() / 32), SERVED, job);
  const share = createFairShare(new Array(2000).fill(1), (job, due) =>
    simulation.at(due, DRAWN, job, ++stamps[job]),
  );
  const simulation = createSimulation([
    (job) => {
      at[job] = draw() % servers.length;
      if (servers[at[job]].enter(job)) serve(job);
    },
    (job) => {
      const follower = servers[at[job]].leave(job);
      if (follower >= 0) serve(follower);
      share.begin(job, simulation.now(), draw() / 8, 1, claims[draw() % claims.length]);
    },
    (job, stamp) => {
      if (stamp !== stamps[job]) return;
      share.end(job, simulation.now());
      simulation.at(simulation.now() + draw(), THOUGHT, job);
      if (++rounds === limit) simulation.stop();
    },
  ]);
  let rounds = 0;
  let limit = JOBS * 20;
  for (let job = 0; job < JOBS; job++) simulation.at(draw(), THOUGHT, job);
  simulation.run();
  return () => {
    limit = rounds + JOBS * 30;
    let events = 0;
    const heap = process.memoryUsage().heapUsed;
    const nanoseconds = nanosecondsEach(1, () => (events = simulation.run()));
    return { nanoseconds: nanoseconds / events, bytes: (process.memoryUsage().heapUsed - heap) / events };
  };
}

export async function bench() {
  const { EventQueue } = await tsImport("../src/sim/event-queue.ts", import.meta.url);
  const cpp = cppHolds();
  const rows = [];
  let cppAtTenThousand;
  for (const size of SIZES) {
    const own = fastest(() => holdEvents(EventQueue, size));
    const theirs = cpp && fastest(() => cpp(size));
    if (theirs && theirs.first !== own.first) throw new Error(`at ${size} entries the queues disagree`);
    if (size === 1e4) cppAtTenThousand = theirs;
    rows.push({
      ...perSecond(`holds of ${size} entries`, own, theirs && ["C++ priority_queue", theirs]),
      ...(theirs && size <= 1e5 && limit(own, theirs, 1)),
    });
  }
  const simulated = fastest(await contendedSimulation());
  rows.push({
    ...perSecond(
      "events of a simulation with contention",
      simulated,
      cppAtTenThousand && ["C++ hold at 10⁴", cppAtTenThousand],
    ),
    field: "eventsPerSecond",
    ...(cppAtTenThousand && limit(simulated, cppAtTenThousand, LIMIT_SIMULATION)),
  });
  return rows;
}

function perSecond(what, { nanoseconds }, yardstick) {
  const value = 1e9 / nanoseconds;
  const other = yardstick && { what: yardstick[0], value: 1e9 / yardstick[1].nanoseconds };
  return { what, value, unit: "/s", ...(other && { yardstick: other, ratio: value / other.value }) };
}

/** At least `share` events for each of the yardstick's. */
function limit({ nanoseconds }, yardstick, share) {
  const least = (share * 1e9) / yardstick.nanoseconds;
  return { limit: least, holds: 1e9 / nanoseconds >= least };
}
