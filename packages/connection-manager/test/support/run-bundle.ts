import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The folder of the bundle that is deployed. */
export const BUNDLE_DIR = fileURLToPath(new URL("../../dist/bundle/", import.meta.url));

const INVOKE = `
const { handler } = await import(process.argv[1]);
const event = { streamId: "s1", ...JSON.parse(process.env.TURN ?? "{}") };
await handler(event, { awsRequestId: event.awsRequestId ?? "r1", getRemainingTimeInMillis: () => 60_000 }).then(
  (report) => console.log("RETURNED " + JSON.stringify(report)),
  (error) => console.log("THROWN " + error.name + " " + error.message),
);
process.exit();
`;

/** Runs the bundle in a process of its own, with this environment and no other; gives all that it printed. */
export async function runBundle(environment: Record<string, string>): Promise<string> {
  const args = ["--input-type=module", "--eval", INVOKE, `${BUNDLE_DIR}index.mjs`];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env: environment,
    cwd: "/",
  });
  return stdout + stderr;
}
