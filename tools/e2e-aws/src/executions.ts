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

/** Tasks other than the function have no payload. */
function outcomeOf({ taskSucceededEventDetails: details }: HistoryEvent): string[] {
  if (details?.output === undefined) return [];
  const { Payload: report } = JSON.parse(details.output) as { Payload?: { outcome?: string } };
  return report?.outcome === undefined ? [] : [report.outcome];
}

function failureOf({ taskFailedEventDetails: details }: HistoryEvent): string[] {
  return details?.error === undefined ? [] : [details.error];
}
