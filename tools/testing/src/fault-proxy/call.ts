import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { buffer } from "node:stream/consumers";
import type { DynamoDbReply } from "./replies.ts";

/** One request to DynamoDB on its way. */
export interface DynamoDbCall {
  /** Such as `PutItem`. */
  readonly operation: string;
  /** The table that the request, or its first statement, names. */
  readonly table: string | undefined;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

const TABLE_OF_STATEMENT = /^\s*(?:INSERT\s+INTO|SELECT\s.*?\sFROM)\s+"([^"]+)"/i;

/** Reads a request to its end. */
export async function readCall(incoming: IncomingMessage): Promise<DynamoDbCall> {
  const { headers } = incoming;
  const body = String(await buffer(incoming));
  const operation = String(headers["x-amz-target"]).replace(/^.*\./, "");
  return { operation, table: tableOf(body), body, headers };
}

/** Has the server carry the call out. The signature covers the body: a changed one is for servers that check none. */
export async function carryOut(upstream: string, call: DynamoDbCall): Promise<DynamoDbReply> {
  const outgoing = request(upstream, {
    method: "POST",
    headers: {
      ...call.headers,
      "x-amz-target": `DynamoDB_20120810.${call.operation}`,
      "content-length": Buffer.byteLength(call.body),
    },
  });
  outgoing.end(call.body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 500, body: await buffer(response) };
}

function tableOf(body: string): string | undefined {
  const { TableName, Statement, Statements } = JSON.parse(body);
  return TableName ?? TABLE_OF_STATEMENT.exec(Statement ?? Statements?.[0]?.Statement ?? "")?.[1];
}
