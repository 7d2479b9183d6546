import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  paginateListExecutions,
  type SFNClient,
} from "@aws-sdk/client-sfn";

/** An execution of the relay, with what its connections reported. */
export interface RelayExecution {
  readonly arn: string;
  readonly status: string;
  readonly output: unknown;
  readonly startedAtMs: number;
  /** `outcome` of each connection that returned. */
  readonly outcomes: readonly string[];
  /** Error name of each connection that was killed, or threw. */
  readonly failures: readonly string[];
}

/** All executions that carried the stream, oldest first. */
export async function executionsOf(
  client: SFNClient,
  { stateMachineArn, streamId }: { readonly stateMachineArn: string; readonly streamId: string },
): Promise<RelayExecution[]> {
  const executions: RelayExecution[] = [];
  for await (const { executions: page = [] } of paginateListExecutions({ client }, { stateMachineArn })) {
    for (const { executionArn } of page) {
      const described = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (described.input?.includes(JSON.stringify(streamId)) !== true) continue;
      executions.push(await toRelayExecution(client, described));
    }
  }
  return executions.sort((one, other) => one.startedAtMs - other.startedAtMs);
}

async function toRelayExecution(
  client: SFNClient,
  { executionArn = "", status, output, startDate }: DescribeExecutionCommandOutput,
): Promise<RelayExecution> {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn })) {
    events.push(...(page.events ?? []));
  }
  return {
    arn: executionArn,
    status: String(status),
    output: output === undefined ? undefined : JSON.parse(output),
    startedAtMs: startDate?.getTime() ?? 0,
    outcomes: events.flatMap(outcomeOf),
    failures: events.flatMap(failureOf),
  };
}

function outcomeOf({ lambdaFunctionSucceededEventDetails, taskSucceededEventDetails }: HistoryEvent): string[] {
  const text = lambdaFunctionSucceededEventDetails?.output ?? taskSucceededEventDetails?.output;
  const outcome = text === undefined ? undefined : (JSON.parse(text) as { outcome?: unknown })?.outcome;
  return typeof outcome === "string" ? [outcome] : [];
}

function failureOf({ lambdaFunctionFailedEventDetails, taskFailedEventDetails }: HistoryEvent): string[] {
  const error = lambdaFunctionFailedEventDetails?.error ?? taskFailedEventDetails?.error;
  return error === undefined ? [] : [error];
}
