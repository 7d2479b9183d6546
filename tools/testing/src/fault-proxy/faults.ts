/**
 * What happens to one request on its way to the real server.
 *
 * - `drop-request`: the connection is reset, the server never sees the request
 * - `drop-reply`: the server carries it out, the connection is reset instead of an answer
 * - `cut-reply`: the server carries it out, the connection is reset in the middle of its answer
 * - `garble-reply`: the server carries it out, half of its answer arrives as if it were whole
 * - `fail`: answered 500, the server never sees the request
 * - `fail-after-write`: the server carries it out, the answer is 503
 * - `throttle`: answered as DynamoDB answers when a table's or partition's capacity is exceeded
 * - `throttle-request`: answered as DynamoDB answers when an account's request rate is exceeded
 * - `deny`: answered as DynamoDB answers without permission
 * - `unrecognize`: answered as DynamoDB answers to credentials that it does not know
 * - `silence`: the server carries it out, no answer ever comes
 * - `delay`: the connection is reset, and the server sees the request at `deliverDelayed`
 */
export type RequestFault =
  | "drop-request"
  | "drop-reply"
  | "cut-reply"
  | "garble-reply"
  | "fail"
  | "fail-after-write"
  | "throttle"
  | "throttle-request"
  | "deny"
  | "unrecognize"
  | "silence"
  | "delay";

/**
 * What happens to some statements of one `BatchExecuteStatement`: each is answered with an error of its own, the others
 * as the server answers them.
 */
export interface StatementFault {
  /** Positions in the request, from 0; those that it does not have are passed over. */
  readonly statements: readonly number[];
  /** Such as `ThrottlingError`, `ProvisionedThroughputExceeded`, `InternalServerError`. */
  readonly code: string;
  /** Whether the server carries them out all the same, so that only their results get lost. Default false. */
  readonly carriedOut?: boolean;
}

export type Fault = RequestFault | StatementFault;
