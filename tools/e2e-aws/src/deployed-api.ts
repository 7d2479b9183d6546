import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { type SFNClient, StartExecutionCommand, type StartExecutionCommandInput } from "@aws-sdk/client-sfn";
import { renderRequest } from "@unbounded-streams/testing";
import { NotDeployedError } from "./errors.ts";

/** What API Gateway would make of the requests: its deployed mapping templates, rendered, and the calls that they are. */
export interface DeployedApi {
  /** `POST /connections/{streamId}`. Gives the ARN of the execution. */
  start(streamId: string, query?: { readonly restart?: string }): Promise<string>;
  /** `DELETE /connections/{streamId}`. Gives whether a running stream was stopped. */
  stop(streamId: string): Promise<boolean>;
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

interface DeployedResource {
  readonly path: string;
  readonly resourceMethods: Record<
    string,
    { methodIntegration: { requestTemplates: Record<string, string> } }
  >;
}

const CONNECTION_PATH = "/connections/{streamId}";

/** Reads the templates back from API Gateway. */
export async function deployedApi(options: DeployedApiOptions): Promise<DeployedApi> {
  const { stepFunctions, dynamoDb } = options;
  const resources = await deployedResources(options);
  const template = (method: string): string => {
    const connection = resources.find(({ path }) => path === CONNECTION_PATH);
    const text = connection?.resourceMethods[method]?.methodIntegration.requestTemplates["application/json"];
    if (text === undefined) throw new NotDeployedError(`the template of ${method} ${CONNECTION_PATH}`);
    return text;
  };
  return {
    async start(streamId, { restart } = {}) {
      const query = restart === undefined ? {} : { restart };
      const call = renderRequest(template("POST"), { path: { streamId }, query });
      const input = JSON.parse(call) as StartExecutionCommandInput;
      const { executionArn } = await stepFunctions.send(new StartExecutionCommand(input));
      return executionArn ?? "";
    },
    async stop(streamId) {
      const call = renderRequest(template("DELETE"), { path: { streamId }, atMs: Date.now() });
      try {
        await dynamoDb.send(new UpdateItemCommand(JSON.parse(call) as UpdateItemCommandInput));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
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
