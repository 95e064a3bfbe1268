/** Prints the plain closing line `N passed, N failed, N skipped` that a CI log can be read by. */
export default class CountReporter {
  onTestRunEnd(modules) {
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
