import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";

/** A server that carries out batches of PartiQL inserts on a server without PartiQL, and passes the rest on. */
export interface PartiqlFront {
  readonly endpoint: string;
  stop(): Promise<void>;
}

interface Statement {
  Statement: string;
  Parameters: AttributeValue[];
}

interface Batch {
  Statements: Statement[];
  ReturnConsumedCapacity?: "TOTAL" | "NONE";
}

const INSERT = /^INSERT INTO "([\w.-]+)" VALUE \{((?:'[^']+':\?,?)+)\}$/;
const MAX_STATEMENTS = 25;

/** Starts the front of a server on a free port. */
export async function startPartiqlFront(
  upstream: DynamoDBClientConfig & { endpoint: string },
): Promise<PartiqlFront> {
  const client = new DynamoDBClient(upstream);

  async function insert({ Statement, Parameters }: Statement) {
    const [, TableName, members = ""] = INSERT.exec(Statement) ?? [];
    const names = [...members.matchAll(/'([^']+)':\?/g)].map(([, name = ""]) => name);
    if (TableName === undefined || names.length !== Parameters.length) {
      return {
        Error: { Code: "ValidationError", Message: `not an insert that is known here: ${Statement}` },
      };
    }
    const Item = Object.fromEntries(names.map((name, index) => [name, fromWire(Parameters[index])]));
    try {
      await client.send(
        new PutItemCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(PK)" }),
      );
      return { TableName };
    } catch (error) {
      const isThere = error instanceof ConditionalCheckFailedException;
      const Code = isThere ? "DuplicateItem" : (error as Error).name.replace(/Exception$/, "");
      return { Error: { Code, Message: (error as Error).message } };
    }
  }

  async function carryOut({ Statements, ReturnConsumedCapacity }: Batch) {
    if (Statements.length > MAX_STATEMENTS) return { status: 400, body: { __type: "#ValidationException" } };
    const Responses = await Promise.all(Statements.map(insert));
    const units = Statements.map(() => ({ TableName: "events", CapacityUnits: 1 }));
    return {
      status: 200,
      body: { Responses, ...(ReturnConsumedCapacity === "TOTAL" && { ConsumedCapacity: units }) },
    };
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (!String(incoming.headers["x-amz-target"]).endsWith(".BatchExecuteStatement")) {
      const { method, headers } = incoming;
      const forwarded = request(upstream.endpoint, { method, headers });
      incoming.pipe(forwarded);
      const [response] = (await once(forwarded, "response")) as [IncomingMessage];
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(outgoing);
      return;
    }
    const { status, body } = await carryOut(JSON.parse(String(await buffer(incoming))));
    outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
    outgoing.end(JSON.stringify(body));
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: Error) => outgoing.destroy(error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The wire has binary values as base64, the client takes them as bytes. */
function fromWire(value: AttributeValue | undefined): AttributeValue {
  if (value === undefined) return { NULL: true };
  return value.B === undefined ? value : { B: Buffer.from(String(value.B), "base64") };
}
