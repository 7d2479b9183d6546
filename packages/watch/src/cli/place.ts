import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createLeaseStore } from "@unbounded-streams/stream-lease";
import { createLedger } from "@unbounded-streams/stream-ledger";
import { StackUnusableError, UsageError } from "../errors.ts";
import type { NamedLeases } from "../tables/lease-reader.ts";
import type { NamedLedger } from "../tables/ledger-reader.ts";
import { readFailure } from "../tables/read-failure.ts";
import { type StackTables, stackTables } from "../tables/stack-tables.ts";
import type { GivenPlace } from "./command.ts";

/** Where AWS is asked: its region and another address than its own. */
export interface Address {
  readonly region?: string;
  readonly endpoint?: string;
}

/** Makes clients of AWS. */
export interface Clients {
  dynamoDb(address: Address): DynamoDBClient;
  cloudFormation(address: Address): Promise<CloudFormationClient>;
}

/** The tables that a command line names. */
export interface Place {
  readonly client: DynamoDBClient;
  /** Name or ARN of the ledger's table, when it is known. */
  readonly ledgerTable: string | undefined;
  /** The same of the table of leases. */
  readonly streamsTable: string | undefined;
  /** The same of the table of events. */
  readonly eventsTable: string | undefined;
}

/**
 * Finds out which tables are meant. What the command line names goes over what a stack does.
 *
 * @throws {UsageError} when it names none, or no address
 * @throws {WatchError} when the stack cannot be read
 */
export async function placeOf(
  given: GivenPlace & { readonly eventsTable?: string },
  clients: Clients,
  signal: AbortSignal,
): Promise<Place> {
  const { table, streamsTable, stack } = given;
  if (table === undefined && streamsTable === undefined && stack === undefined) {
    throw new UsageError("say where the tables are: --stack, or --table and --streams-table");
  }
  const address = addressOf(given);
  const outputs: StackTables =
    stack === undefined
      ? { ledgerTable: undefined, streamsTable: undefined, eventsTable: undefined }
      : await tablesOf(stack, await clients.cloudFormation(address), signal);
  return {
    client: clients.dynamoDb(address),
    ledgerTable: table ?? outputs.ledgerTable,
    streamsTable: streamsTable ?? outputs.streamsTable,
    eventsTable: given.eventsTable ?? outputs.eventsTable,
  };
}

/**
 * @throws {UsageError} when the table is not known, or cannot be one
 * @throws {StackUnusableError} when the stack does not name it
 */
export function ledgerOf({ client, ledgerTable }: Place, { stack }: GivenPlace): NamedLedger {
  const tableName = known(ledgerTable, { stack, flag: "--table", output: "LedgerTable" });
  try {
    return { ledger: createLedger({ client, tableName }), tableName };
  } catch (error) {
    throw readFailure(error, { what: "the ledger", flag: "--table", actions: "" });
  }
}

/**
 * @throws {UsageError} when the table is not known, or cannot be one
 * @throws {StackUnusableError} when the stack does not name it
 */
export function leasesOf({ client, streamsTable }: Place, { stack }: GivenPlace): NamedLeases {
  const tableName = known(streamsTable, { stack, flag: "--streams-table", output: "StreamsTable" });
  try {
    return { leases: createLeaseStore({ client, tableName }), tableName };
  } catch (error) {
    throw readFailure(error, { what: "the leases", flag: "--streams-table", actions: "" });
  }
}

function known(
  tableName: string | undefined,
  {
    stack,
    flag,
    output,
  }: { readonly stack: string | undefined; readonly flag: string; readonly output: string },
): string {
  if (tableName !== undefined) return tableName;
  if (stack === undefined) throw new UsageError(`say which table is meant: ${flag}, or --stack`);
  throw new StackUnusableError(`no output of the stack ${stack} ends with ${output}: give ${flag}`);
}

async function tablesOf(
  stack: string,
  client: CloudFormationClient,
  signal: AbortSignal,
): Promise<StackTables> {
  try {
    return await stackTables(client, stack, signal);
  } finally {
    client.destroy();
  }
}

function addressOf({ region, endpoint }: GivenPlace): Address {
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? "")) {
    throw new UsageError(
      `--endpoint is ${JSON.stringify(endpoint)}: give a URL such as http://127.0.0.1:8000`,
    );
  }
  return { ...(region === undefined ? {} : { region }), ...(endpoint === undefined ? {} : { endpoint }) };
}
