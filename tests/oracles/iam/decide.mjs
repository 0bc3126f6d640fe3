// One request with its policies a line in, one verdict a line out, in the same order.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [installed] = process.argv.slice(2);
const { runSimulation } = await import(
  pathToFileURL(`${installed}/node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js`)
);

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const said = await runSimulation(asked, { simulationMode: "Strict" });
  const verdict = {
    outcome: said.overallResult ?? "error",
    blockedBy: said.result?.analysis?.blockedBy ?? [],
    ignored: said.result?.ignoredContextKeys ?? [],
    error: said.errors ?? null,
  };
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
}
