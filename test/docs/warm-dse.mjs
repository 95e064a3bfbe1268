/**
 * Answers `dse` commands of one shell after the other in one warm process, over a socket:
 *
 *   node test/docs/warm-dse.mjs   prints its port
 *
 * A request is the number of arguments, the folder, stdin and the arguments, each ended by a NUL. The answer is a line
 * "EXIT BYTES", so many bytes of stderr, then stdout. A process a command would cost more than most commands take.
 */
import { createServer } from "node:net";
import { main } from "../../dist/cli/main.js";

const packageUrl = new URL("../../", import.meta.url);
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

/** What the command writes to each stream while it runs. */
async function captured(argv) {
  const streams = { stdout: [], stderr: [] };
  const kept = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const name of Object.keys(streams))
    process[name].write = (text) => streams[name].push(Buffer.from(text)) > 0;
  try {
    const code = await main(argv, packageUrl);
    return { code, stdout: Buffer.concat(streams.stdout), stderr: Buffer.concat(streams.stderr) };
  } finally {
    for (const name of Object.keys(kept)) process[name].write = kept[name];
  }
}

/** A request, once all of it is there. */
function requestIn(bytes) {
  const [count, folder, input, ...argv] = bytes.toString("utf8").split("\0");
  return argv.length > Number(count) ? { folder, input, argv: argv.slice(0, -1) } : undefined;
}

const server = createServer((socket) => {
  let received = Buffer.alloc(0);
  socket.on("data", async (bytes) => {
    received = Buffer.concat([received, bytes]);
    const request = requestIn(received);
    if (request === undefined) return;
    process.chdir(request.folder);
    const { code, stdout, stderr } = await captured(request.argv);
    socket.end(Buffer.concat([Buffer.from(`${code} ${stderr.length}\n`), stderr, stdout]));
  });
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
