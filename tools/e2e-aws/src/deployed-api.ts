import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { type SFNClient, StartExecutionCommand, type StartExecutionCommandInput } from "@aws-sdk/client-sfn";
import type { ToldConnection } from "@unbounded-streams/stream-ledger";
import { renderAnswer, renderRequest } from "@unbounded-streams/testing";
import { NotDeployedError } from "./errors.ts";

/** Which page of a ledger is asked for. */
export interface LedgerQuery {
  readonly since?: string;
  readonly until?: string;
  readonly limit?: string;
  readonly next?: string;
}

/** A page of a ledger, as the API answers it. */
export interface LedgerPage {
  readonly connections: readonly ToldConnection[];
  readonly next?: string;
}

/** What API Gateway would make of the requests: its deployed mapping templates, rendered, and the calls that they are. */
export interface DeployedApi {
  /** `POST /connections/{streamId}`. Gives the ARN of the execution. */
  start(streamId: string, query?: { readonly restart?: string }): Promise<string>;
  /** `DELETE /connections/{streamId}`. Gives whether a running stream was stopped. */
  stop(streamId: string): Promise<boolean>;
  /** `GET /connections/{streamId}/ledger`. */
  ledger(streamId: string, query?: LedgerQuery): Promise<LedgerPage>;
}

export interface DeployedApiOptions {
  /** Of AWS. */
  readonly endpoint: string;
  readonly region: string;
  /** As the stack has it among its outputs. */
  readonly apiUrl: string;
  readonly stepFunctions: SFNClient;
  readonly dynamoDb: DynamoDBClient;
}

type Templates = Record<string, string>;

interface DeployedIntegration {
  readonly requestTemplates: Templates;
  /** By status. */
  readonly integrationResponses: Record<string, { responseTemplates: Templates }>;
}

interface DeployedResource {
  readonly path: string;
  readonly resourceMethods: Record<string, { methodIntegration: DeployedIntegration }>;
}

const CONNECTION_PATH = "/connections/{streamId}";
const LEDGER_PATH = `${CONNECTION_PATH}/ledger`;

/** Reads the templates back from API Gateway. */
export async function deployedApi(options: DeployedApiOptions): Promise<DeployedApi> {
  const { stepFunctions, dynamoDb } = options;
  const resources = await deployedResources(options);
  const integration = (method: string, path: string): DeployedIntegration => {
    const resource = resources.find((deployed) => deployed.path === path);
    const deployed = resource?.resourceMethods[method]?.methodIntegration;
    if (deployed === undefined) throw new NotDeployedError(`${method} ${path}`);
    return deployed;
  };
  return {
    async start(streamId, { restart } = {}) {
      const query = restart === undefined ? {} : { restart };
      const call = renderRequest(requestOf(integration("POST", CONNECTION_PATH)), {
        path: { streamId },
        query,
      });
      const input = JSON.parse(call) as StartExecutionCommandInput;
      const { executionArn } = await stepFunctions.send(new StartExecutionCommand(input));
      return executionArn ?? "";
    },
    async stop(streamId) {
      const call = renderRequest(requestOf(integration("DELETE", CONNECTION_PATH)), {
        path: { streamId },
        atMs: Date.now(),
      });
      try {
        await dynamoDb.send(new UpdateItemCommand(JSON.parse(call) as UpdateItemCommandInput));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async ledger(streamId, query = {}) {
      const deployed = integration("GET", LEDGER_PATH);
      const call = renderRequest(requestOf(deployed), { path: { streamId }, query: { ...query } });
      const reply = await dynamoDb.send(new QueryCommand(JSON.parse(call) as QueryCommandInput));
      return JSON.parse(renderAnswer(answerOf(deployed), reply).text) as LedgerPage;
    },
  };
}

function requestOf({ requestTemplates }: DeployedIntegration): string {
  return jsonTemplate(requestTemplates, "a request template");
}

/** For what the service has carried out. */
function answerOf({ integrationResponses }: DeployedIntegration): string {
  return jsonTemplate(integrationResponses["200"]?.responseTemplates, "a template of the answer 200");
}

function jsonTemplate(templates: Templates | undefined, what: string): string {
  const text = templates?.["application/json"];
  if (text === undefined) throw new NotDeployedError(`${what} for JSON`);
  return text;
}

/** The local AWS routes by the service in the signature's scope, and checks no signature. */
async function deployedResources({
  endpoint,
  region,
  apiUrl,
}: DeployedApiOptions): Promise<DeployedResource[]> {
  const [apiId = ""] = new URL(apiUrl).host.split(".");
  const scope = `test/20260101/${region}/apigateway/aws4_request`;
  const response = await fetch(`${endpoint}/restapis/${apiId}/resources?embed=methods`, {
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none` },
  });
  if (!response.ok) throw new NotDeployedError(`the API ${apiId} (status ${response.status})`);
  const { item } = (await response.json()) as { item: DeployedResource[] };
  return item;
}
