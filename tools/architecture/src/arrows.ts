/**
 * What a folder or file of a package may import: all that stands below it in its list. The list goes from top to bottom; a
 * folder means the files directly in it, so a folder in a folder stands in the list for itself.
 */
export type Layers = readonly string[];

/** The layers of each package that has folders, below its `src`. A new folder gets its line here. */
export const LAYERS: Readonly<Record<string, Layers>> = {
  "event-sink": [
    "index.ts",
    "event-sink.ts",
    "writable-stream.ts",
    "reading",
    "options",
    "types.ts",
    "writing",
    "table",
    "dead-letters",
    "records",
    "errors.ts",
    "limits.ts",
  ],
  "stream-lease": [
    "index.ts",
    "stores",
    "requests",
    "dynamodb",
    "transitions",
    "types.ts",
    "errors.ts",
    "limits.ts",
    "attributes.ts",
  ],
  "asl-builder": [
    "cli.ts",
    "cli",
    "index.ts",
    "yaml.ts",
    "build-state-machine.ts",
    "render",
    "assert-options.ts",
    "strategies",
    "relay",
    "relay/branch",
    "errors.ts",
    "analysis",
    "states",
    "options",
    "limits.ts",
  ],
  cdk: [
    "index.ts",
    "unbounded-streams.ts",
    "nag-findings.ts",
    "checks",
    "api",
    "api/templates",
    "monitoring",
    "relay",
    "function",
    "storage",
    "props",
    "errors.ts",
    "limits.ts",
    "handler-dir.ts",
  ],
};

/** The projects of the workspace that a project's own code (`src`, `scripts`, `examples`) may use. */
export const PROJECTS: Readonly<Record<string, readonly string[]>> = {
  "packages/json-pointer": [],
  "packages/dynamodb-request": [],
  "packages/stream-reader": ["json-pointer"],
  "packages/event-sink": ["dynamodb-request", "json-pointer"],
  "packages/stream-lease": ["dynamodb-request"],
  "packages/asl-builder": ["stream-lease"],
  "packages/connection-manager": ["event-sink", "json-pointer", "stream-lease", "stream-reader"],
  "packages/cdk": ["asl-builder", "connection-manager", "json-pointer", "stream-lease"],
  "apps/stream-source": [],
  "apps/local": [
    "asl-builder",
    "connection-manager",
    "event-sink",
    "stream-lease",
    "stream-reader",
    "stream-source",
  ],
  "apps/cloud": ["cdk"],
  "tools/testing": [],
  "tools/architecture": [],
  "tools/cost": [],
  "tools/bench": ["connection-manager", "event-sink", "stream-reader", "testing"],
  "tools/simulation": ["asl-builder", "connection-manager", "event-sink", "stream-lease", "stream-reader"],
  "tools/e2e-aws": ["cdk", "cloud", "event-sink", "local", "stream-lease", "stream-source", "testing"],
};

/** What tests may use besides: the servers, proxies and readers that they test against. */
export const TEST_SUPPORT: readonly string[] = ["testing", "stream-source", "stream-reader"];
