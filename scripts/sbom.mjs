/**
 * What is installed with dse-ipu, as a CycloneDX bill of materials on stdout (`npm run sbom`): npm's own of the lock
 * file, without what only development needs. npm's `--omit dev` leaves out whatever development needs too.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const installed = new Set(
  Object.entries(lock.packages)
    .filter(([path, { dev, devOptional }]) => path !== "" && dev !== true && devOptional !== true)
    .map(([path, { name, version }]) => `${name ?? path.split("node_modules/").at(-1)}@${version}`),
);
const asked = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
const bill = JSON.parse(execFileSync("npm", asked, { encoding: "utf8", maxBuffer: 2 ** 28 }));
const components = bill.components.filter(({ name, version }) => installed.has(`${name}@${version}`));
const root = bill.metadata.component["bom-ref"];
const kept = new Set([root, ...components.map((component) => component["bom-ref"])]);
const dependencies = bill.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
process.stdout.write(`${JSON.stringify({ ...bill, components, dependencies }, null, 2)}\n`);
