import { BatchExecuteStatementCommand, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { EventItem } from "../../src/index.ts";

/**
 * What happens to a request: `"lost"` before it is carried out, `"unanswered"` after, `"throttled"`, or to some of its
 * statements, which lose their results or are throttled.
 */
export type ModelFault = "lost" | "unanswered" | "throttled" | { unanswered: number[]; throttled: number[] };

/** A table that is nothing but a map, for schedules that no server makes on demand. */
export interface ModelTable {
  /** Data by sort key. */
  readonly items: ReadonlyMap<string, string>;
  /** Items that were put whole, in the order in which they came. */
  readonly put: readonly EventItem[];
  readonly client: DynamoDBClient;
}

export interface ModelTableOptions {
  /** One for each request, in order; then none. */
  faults: readonly (ModelFault | undefined)[];
  /** Resolves when a request reaches the table, and when its answer arrives. */
  travel(): Promise<void>;
  hasPartiql: boolean;
}

export function createModelTable({ faults, travel, hasPartiql }: ModelTableOptions): ModelTable {
  const items = new Map<string, string>();
  const put: EventItem[] = [];
  const waiting = [...faults];

  function insert(key: string, data: string): boolean {
    if (items.has(key)) return false;
    items.set(key, data);
    return true;
  }

  function statement(fault: ModelFault | undefined, index: number, [key = "", data = ""]: string[]) {
    const { unanswered = [], throttled = [] } = typeof fault === "object" ? fault : {};
    if (throttled.includes(index)) return { Error: { Code: "ThrottlingError" } };
    const isNew = insert(key, data);
    if (unanswered.includes(index)) return { Error: { Code: "InternalServerError" } };
    return isNew ? {} : { Error: { Code: "DuplicateItem" } };
  }

  function carryOut(command: unknown, fault: ModelFault | undefined) {
    if (command instanceof PutItemCommand) {
      const { SK, data } = command.input.Item ?? {};
      if (!insert(SK?.S ?? "", data?.S ?? "")) throw failure("ConditionalCheckFailedException", 400);
      put.push(command.input.Item ?? {});
      return {};
    }
    if (!(command instanceof BatchExecuteStatementCommand) || !hasPartiql) {
      throw failure("UnknownOperationException", 400);
    }
    const { Statements = [] } = command.input;
    return {
      Responses: Statements.map(({ Parameters = [] }, index) => {
        const [, SK, data] = Parameters;
        return statement(fault, index, [SK?.S ?? "", data?.S ?? ""]);
      }),
    };
  }

  async function send(command: unknown) {
    const fault = waiting.shift();
    await travel();
    if (fault === "lost") throw failure("InternalServerError", 500);
    if (fault === "throttled") throw failure("ThrottlingException", 400);
    let reply: object;
    try {
      reply = carryOut(command, fault);
    } finally {
      await travel();
    }
    if (fault === "unanswered") throw failure("InternalServerError", 500);
    return reply;
  }

  return { items, put, client: { config: {}, send } as unknown as DynamoDBClient };
}

/** An error in the SDK's shape. */
export function failure(name: string, httpStatusCode: number, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error(`${name} of the model`), {
    name,
    $fault: httpStatusCode < 500 ? "client" : "server",
    $metadata: { httpStatusCode },
    $response: { statusCode: httpStatusCode, headers },
  });
}
