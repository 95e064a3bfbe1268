/** Files of which the seconds are told. */
const SLOWEST = 10;

/**
 * Prints the slowest files with their seconds, those of all, and the plain closing line `N passed, N failed, N skipped`
 * that a CI log can be read by. The suite is to take two cores less than five minutes: the table says where to look.
 */
export default class CountReporter {
  onTestRunEnd(modules) {
    console.log(slowest(modules.map((module) => [module.relativeModuleId, secondsOf(module)])));
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      let seen = 0;
      for (const test of module.children.allTests()) {
        count[test.result().state] = (count[test.result().state] ?? 0) + 1;
        seen += 1;
      }
      if (seen === 0 && !module.ok()) count.failed += 1;
    }
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}

/** Seconds of tests, hooks, and what runs while the file is loaded. */
function secondsOf(module) {
  const { duration, collectDuration } = module.diagnostic();
  return (duration + collectDuration) / 1000;
}

function slowest(files) {
  const total = files.reduce((sum, [, seconds]) => sum + seconds, 0);
  const { user, system } = process.cpuUsage();
  const line = ([name, seconds]) => `${seconds.toFixed(1).padStart(7)} s  ${name}`;
  return [
    "The slowest files:",
    ...[...files]
      .sort((a, b) => b[1] - a[1])
      .slice(0, SLOWEST)
      .map(line),
    line(["total", total]),
    `Of processor time ${((user + system) / 1e6).toFixed(0)} s here, without what child processes took.`,
  ].join("\n");
}
