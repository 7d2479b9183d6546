/** The first line only: a refused signature's further lines quote the request's headers, a session token among them. */
export function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const [firstLine = ""] = cause.message.split("\n", 1);
  return `${cause.name}: ${firstLine}`;
}

/** `1 attempt`, `2 attempts`. */
export function countedAttempts(attempts: number): string {
  return attempts === 1 ? "1 attempt" : `${attempts} attempts`;
}

/** What mends an error of DynamoDB, by the kinds that its user can mend. */
export interface Remedies {
  readonly missingTable: string;
  readonly denied: string;
  /** The request is not what the table takes. */
  readonly invalid: string;
}

/** The names under which DynamoDB refuses a request, and a statement of a batch. */
const MENDABLE: Readonly<Record<string, keyof Remedies>> = {
  ResourceNotFound: "missingTable",
  ResourceNotFoundException: "missingTable",
  AccessDenied: "denied",
  AccessDeniedException: "denied",
  ValidationError: "invalid",
  ValidationException: "invalid",
};

/**
 * The remedy for a refusal, as the end of a message: empty when there is none.
 *
 * @param name the name of the SDK's error, or the code of a statement's
 */
export function remedyFor(name: string | undefined, remedies: Remedies): string {
  if (name === undefined || !Object.hasOwn(MENDABLE, name)) return "";
  const kind = MENDABLE[name];
  return kind === undefined ? "" : `. ${remedies[kind]}`;
}
