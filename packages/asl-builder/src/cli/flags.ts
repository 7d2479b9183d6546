import type { OptionName, RenderOptionName } from "../options/problem.ts";

/** What each option of the API is called on the command line. */
export const FLAGS = {
  strategy: "--strategy",
  functionArn: "--function-arn",
  lifetimeSeconds: "--lifetime",
  waitSeconds: "--wait",
  tableName: "--table",
  handoverLeadSeconds: "--handover-lead",
  maxTurns: "--max-turns",
  carrierMachineArn: "--carrier-machine",
  fleet: "--fleet",
  taskName: "--task-name",
  partition: "--partition",
  comment: "--comment",
  "serverless.id": "--serverless",
  "serverless.name": "--machine-name",
  "serverless.path": "--http-path",
  "sam.id": "--sam-id",
} as const satisfies Readonly<Record<OptionName | RenderOptionName, string>>;
