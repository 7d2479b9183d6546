import { headerProblems, type RequestHeaders, StreamOptionError } from "@unbounded-streams/stream-reader";
import { asRecord, parsedJson } from "../json.ts";
import { secretText } from "./secret-text.ts";

/**
 * Gives the headers that Secrets Manager keeps, at each call; none without a secret. `refresh` reads it again at once. A secret that
 * is no JSON object of headers is a StreamOptionError, without what it holds.
 */
export function secretHeaders(secretArn: string | undefined): (refresh: boolean) => Promise<RequestHeaders> {
  if (secretArn === undefined) return async () => ({});
  return async (refresh) => headersIn(await secretText(secretArn, refresh));
}

/**
 * The headers in a secret's text.
 *
 * @throws StreamOptionError
 */
function headersIn(text: string): RequestHeaders {
  const fields = asRecord(parsedJson(text));
  if (fields === undefined || Object.keys(fields).length === 0) {
    throw new StreamOptionError(
      'the secret of STREAM_SECRET_HEADERS_ARN (secretHeaders) must be a JSON object of header names and text, such as {"cookie":"..."}',
    );
  }
  const problems = headerProblems(fields as RequestHeaders);
  if (problems.length === 0) return fields as RequestHeaders;
  throw new StreamOptionError(
    `the secret of STREAM_SECRET_HEADERS_ARN (secretHeaders) cannot be used: ${problems.join("; ")}`,
  );
}
