import type { IncomingMessage } from "node:http";
import { ServiceTaskError } from "../errors.ts";

/** The longest request to the local Step Functions: an input has 262,144 bytes at most, and grows as a text within JSON. */
export const MAX_REQUEST_BYTES = 1024 * 1024;

/** @throws ServiceTaskError `StepFunctions.InvalidExecutionInputException` when it is longer than any that can be served */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES) {
      throw new ServiceTaskError(
        "StepFunctions.InvalidExecutionInputException",
        `the request is longer than ${MAX_REQUEST_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
