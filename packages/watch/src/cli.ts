#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { runCli } from "./cli/run-cli.ts";
import { openInBrowser } from "./server/open-in-browser.ts";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** For what still goes on when everything has been said, such as a program that was asked for credentials, in milliseconds. */
const EXIT_WITHIN_MS = 500;

// Who reads what is wrong may go, too: the exit code says it all the same.
process.stderr.on("error", () => undefined);

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  version,
  now: () => Date.now(),
  token: process.env.WATCH_TOKEN,
  apiKey: process.env.WATCH_API_KEY || undefined,
  openInBrowser,
  clients: {
    dynamoDb: (address) => new DynamoDBClient({ ...address }),
    async cloudFormation(address) {
      const { CloudFormationClient } = await import("@aws-sdk/client-cloudformation");
      return new CloudFormationClient({ ...address });
    },
  },
});

// Whoever reads the output slowly is waited for.
setInterval(() => process.stdout.writableLength > 0 || process.exit(), EXIT_WITHIN_MS).unref();
