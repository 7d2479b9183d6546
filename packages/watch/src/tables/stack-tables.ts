import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { StackUnusableError } from "../errors.ts";
import { readFailure } from "./read-failure.ts";

/** The tables of a stack; undefined when none of its outputs says which. */
export interface StackTables {
  readonly ledgerTable: string | undefined;
  readonly streamsTable: string | undefined;
  /** Also undefined when several would do: nothing depends on it. */
  readonly eventsTable: string | undefined;
}

/**
 * The tables that the outputs of a stack name: `LedgerTable`, `StreamsTable` and `EventsTable`, whatever stands before that.
 *
 * @throws {StackUnusableError} when there is no such stack, or several outputs would do
 * @throws {WatchError} when it cannot be read
 */
export async function stackTables(
  client: CloudFormationClient,
  stackName: string,
  abortSignal: AbortSignal,
): Promise<StackTables> {
  // Loaded by whoever asks for a stack alone.
  const { DescribeStacksCommand } = await import("@aws-sdk/client-cloudformation");
  const answer = await client
    .send(new DescribeStacksCommand({ StackName: stackName }), { abortSignal })
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === "ValidationError") {
        throw new StackUnusableError(
          `there is no stack ${stackName}: correct --stack, --region or the account of the credentials`,
          { cause: error },
        );
      }
      throw readFailure(error, {
        ...{ what: `the stack ${stackName}`, flag: "--stack" },
        actions: "cloudformation:DescribeStacks on it",
      });
    });
  const outputs = answer.Stacks?.[0]?.Outputs ?? [];
  const valuesOf = (name: string) =>
    outputs.filter(({ OutputKey = "" }) => OutputKey.endsWith(name)).map(({ OutputValue }) => OutputValue);
  const table = (name: string) => {
    const [value, another] = valuesOf(name);
    if (another === undefined) return value;
    throw new StackUnusableError(
      `several outputs of the stack ${stackName} end with ${name}: name the table`,
    );
  };
  const [eventsTable, another] = valuesOf("EventsTable");
  return {
    ...{ ledgerTable: table("LedgerTable"), streamsTable: table("StreamsTable") },
    eventsTable: another === undefined ? eventsTable : undefined,
  };
}
