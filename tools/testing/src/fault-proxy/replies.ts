import type { ServerResponse } from "node:http";
import { crc32 } from "node:zlib";
import type { RequestFault } from "./faults.ts";

/** An answer of DynamoDB. */
export interface DynamoDbReply {
  readonly status: number;
  readonly body: Buffer | string;
}

/** Faults after which the server never sees the request, and what is answered in its place. */
export const ANSWERED_BY_PROXY: Partial<Record<RequestFault, DynamoDbReply>> = {
  fail: dynamoDbError(500, "InternalServerError"),
  throttle: dynamoDbError(400, "ProvisionedThroughputExceededException"),
  "throttle-request": dynamoDbError(400, "ThrottlingException", "com.amazon.coral.availability"),
  deny: dynamoDbError(400, "AccessDeniedException", "com.amazon.coral.service"),
  unrecognize: dynamoDbError(400, "UnrecognizedClientException", "com.amazon.coral.service"),
};

export const SERVICE_UNAVAILABLE = dynamoDbError(503, "ServiceUnavailable");

/** Answers in the shape of DynamoDB's JSON protocol, with the checksum that it sends. */
export function answer(outgoing: ServerResponse, { status, body }: DynamoDbReply): void {
  outgoing.writeHead(status, headersOf(body));
  outgoing.end(body);
}

/** Begins an answer and resets the connection in its middle. */
export function answerHalf(outgoing: ServerResponse, { status, body }: DynamoDbReply): void {
  outgoing.writeHead(status, headersOf(body));
  outgoing.write(firstHalf(body), () => outgoing.destroy());
}

export function firstHalf(body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  return bytes.subarray(0, Math.ceil(bytes.byteLength / 2));
}

function headersOf(body: Buffer | string) {
  return {
    "content-type": "application/x-amz-json-1.0",
    "content-length": Buffer.byteLength(body),
    "x-amz-crc32": crc32(body),
  };
}

function dynamoDbError(
  status: number,
  name: string,
  namespace = "com.amazonaws.dynamodb.v20120810",
): DynamoDbReply {
  const message = `${name} made by the fault proxy`;
  return { status, body: JSON.stringify({ __type: `${namespace}#${name}`, message }) };
}
