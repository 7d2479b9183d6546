import { createRequire } from "node:module";
import type { UnboundedStreams } from "@unbounded-streams/cdk";
import { ARCHIVE_PREFIX } from "./archived-events.ts";

/** As much of a CDK app as is needed here. */
interface App {
  readonly node: { tryGetContext(name: string): unknown };
}

/** What apps/cloud makes its stack with. */
interface Cloud {
  readConfig(file: string): unknown;
  addCloudStack(
    app: App,
    config: unknown,
    env: object,
  ): { readonly node: { findChild(id: string): unknown } };
}

type Bucket = Parameters<UnboundedStreams["archiveTo"]>[0];

const CLOUD = import.meta.resolve("@unbounded-streams/cloud/package.json");

// What the CDK runs instead of the app of apps/cloud, with that one's CDK: its stack, whose events are archived besides.
const { App } = createRequire(CLOUD)("aws-cdk-lib") as { App: new () => App };
const { addCloudStack, readConfig }: Cloud = {
  ...(await import(new URL("src/cloud-stack.ts", CLOUD).href)),
  ...(await import(new URL("src/read-config.ts", CLOUD).href)),
};

const app = new App();
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const stack = addCloudStack(app, readConfig(String(app.node.tryGetContext("config"))), { account, region });
const streams = stack.node.findChild("Streams") as UnboundedStreams;
streams.archiveTo(streams.deadLetterBucket as Bucket, { prefix: ARCHIVE_PREFIX });
