import type { DeployedApi, LedgerPage } from "./deployed-api.ts";
import { NotDeployedError, UnexpectedAnswerError } from "./errors.ts";

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The deployed API as a local AWS serves it: its own engine renders the templates, and calls the services. */
export interface ServedApi extends DeployedApi {
  /** @param path after the stage, such as `/connections` */
  call(method: string, path: string): Promise<ApiAnswer>;
}

/**
 * @param endpoint of AWS
 * @param apiUrl as the stack has it among its outputs
 */
export function servedApi(endpoint: string, apiUrl: string): ServedApi {
  const [, id, stage] = /^https?:\/\/([^./]+)\.execute-api\..*\/([^/]+)\/$/.exec(apiUrl) ?? [];
  if (id === undefined || stage === undefined) throw new NotDeployedError(`an API at ${apiUrl}`);
  const call: ServedApi["call"] = async (method, path) => {
    const response = await fetch(`${endpoint}/_aws/execute-api/${id}/${stage}${path}`, {
      method,
      headers: { "content-type": "application/json" },
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    call,
    async start(streamId, { restart } = {}) {
      const query = restart === undefined ? "" : `?restart=${restart}`;
      const answer = await call("POST", `/connections/${streamId}${query}`);
      if (answer.status !== 200) throw new UnexpectedAnswerError(`POST ${streamId}`, answer);
      return (answer.body as { executionArn: string }).executionArn;
    },
    async stop(streamId) {
      const answer = await call("DELETE", `/connections/${streamId}`);
      if (answer.status === 200) return true;
      if (answer.status === 404 || answer.status === 409) return false;
      throw new UnexpectedAnswerError(`DELETE ${streamId}`, answer);
    },
    async ledger(streamId, query = {}) {
      const path = `/connections/${streamId}/ledger`;
      const answer = await call("GET", `${path}?${new URLSearchParams({ ...query })}`);
      if (answer.status !== 200) throw new UnexpectedAnswerError(`GET ${path}`, answer);
      return answer.body as LedgerPage;
    },
  };
}
