/** Base of the errors of this run. */
abstract class E2eError extends Error {
  abstract readonly code: string;
}

/** A command of the CDK did not succeed. */
export class CdkFailedError extends E2eError {
  override readonly name = "CdkFailedError";
  readonly code = "CDK_FAILED";

  constructor(command: string, exitCode: number | string | null, logFile: string) {
    super(`cdk ${command} ended with ${exitCode}: see ${logFile}`);
  }
}

/** What was waited for did not come. */
export class NeverHappenedError extends E2eError {
  override readonly name = "NeverHappenedError";
  readonly code = "NEVER_HAPPENED";

  constructor(what: string, waitedMs: number) {
    super(`${what}: not within ${waitedMs} ms`);
  }
}

/** The API answered what it never should. */
export class UnexpectedAnswerError extends E2eError {
  override readonly name = "UnexpectedAnswerError";
  readonly code = "ANSWER_UNEXPECTED";

  constructor(request: string, { status, body }: { readonly status: number; readonly body: unknown }) {
    super(`${request} answered ${status}: ${JSON.stringify(body)}`);
  }
}

/** The deployment lacks something that it must have. */
export class NotDeployedError extends E2eError {
  override readonly name = "NotDeployedError";
  readonly code = "NOT_DEPLOYED";

  constructor(what: string) {
    super(`${what} is not in the deployment`);
  }
}
