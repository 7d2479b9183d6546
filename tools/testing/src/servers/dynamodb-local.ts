import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MissingToolError } from "../errors.ts";
import { cachedFolder } from "./cache.ts";
import { verifyChecksums } from "./checksums.ts";
import type { StartedDynamoDb } from "./dynamodb-server.ts";
import { freePort } from "./free-port.ts";
import { runCommand, tryCommand } from "./run-command.ts";
import { startServerProcess } from "./server-process.ts";

const RECIPE = fileURLToPath(new URL("../../dynamodb-local/", import.meta.url));
const MAIN_CLASS = "com.amazonaws.services.dynamodbv2.local.main.ServerRunner";
const OLDEST_JAVA = 17;
const REMEDY =
  "Install a JDK of version 17 or newer and Apache Maven; JAVA_HOME and PATH say where they are.";

/**
 * Starts AWS's own DynamoDB Local, in memory, on a free port.
 *
 * @throws {MissingToolError} without Java 17, or without Maven when it must still be fetched
 * @throws {ChecksumError} when what Maven brings is not what the project names
 * @throws {ServerStartError} when it does not come up
 */
export async function startDynamoDbLocal(): Promise<StartedDynamoDb> {
  const java = await findJava();
  const jars = await fetchDynamoDbLocal();
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const { logFile, stop } = await startServerProcess({
    name: "DynamoDB Local",
    command: java,
    args: [
      `-Djava.library.path=${jars}`,
      "-cp",
      join(jars, "*"),
      MAIN_CLASS,
      "-inMemory",
      "-sharedDb",
      "-disableTelemetry",
      "-port",
      String(port),
    ],
    // Unsigned, so refused: but by a server that is up.
    isReady: async (signal) => (await fetch(endpoint, { signal })).status === 400,
  });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { endpoint, clientConfig: { endpoint, region: "local", credentials }, logFile, stop };
}

/** The folder with the jars and the native library, fetched by Maven when this user has not got it yet. */
async function fetchDynamoDbLocal(): Promise<string> {
  const [pom, sums] = await Promise.all(
    ["pom.xml", "SHA256SUMS"].map((file) => readFile(join(RECIPE, file), "utf8")),
  );
  return cachedFolder({
    name: "dynamodb-local",
    madeOf: [pom ?? "", sums ?? ""],
    async fill(folder) {
      await requireMaven();
      const goal = ["dependency:copy-dependencies", `-DoutputDirectory=${folder}`];
      await runCommand("mvn", ["-q", "-B", "--strict-checksums", ...goal], { cwd: RECIPE });
      await verifyChecksums(folder, sums ?? "");
    },
  });
}

async function requireMaven(): Promise<void> {
  if (await tryCommand("mvn", ["--version"])) return;
  throw new MissingToolError({
    needs: "DynamoDB Local is fetched by Apache Maven",
    found: "there is no mvn on the PATH",
    remedy: REMEDY,
  });
}

async function findJava(): Promise<string> {
  const { JAVA_HOME } = process.env;
  const java = JAVA_HOME ? join(JAVA_HOME, "bin", "java") : "java";
  const result = await tryCommand(java, ["-version"]);
  const version = /version "(\d+)[^"]*"/.exec(result?.output ?? "");
  if (version && Number(version[1]) >= OLDEST_JAVA) return java;
  throw new MissingToolError({
    needs: `DynamoDB Local needs Java ${OLDEST_JAVA} or newer`,
    found: result ? `${java} -version says: ${result.output.split("\n", 1)[0]}` : `there is no ${java}`,
    remedy: REMEDY,
  });
}
