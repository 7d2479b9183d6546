import type { IApiKey, Resource, RestApi } from "aws-cdk-lib/aws-apigateway";
import type { Construct } from "constructs";
import type { PropsWithApi } from "../props/resolve-props.ts";
import { type ApiResources, apiRole } from "./api-role.ts";
import { addKey, createRestApi } from "./rest-api.ts";
import { addServiceCall, type SharedByCalls } from "./service-call.ts";
import { ledgerAnswer, ledgerFailure, ledgerRequest } from "./templates/ledger.ts";
import { listAnswer, listFailure, listRequest } from "./templates/list.ts";
import { readAnswer, readFailure, readRequest } from "./templates/read.ts";
import { startAnswer, startFailure, startRequest } from "./templates/start.ts";
import { stopAnswer, stopFailure, stopRequest } from "./templates/stop.ts";

/** The API, and the key that it asks for, if it does. */
export interface ConnectionsApi {
  readonly restApi: RestApi;
  readonly apiKey: IApiKey | undefined;
}

const STOP_REASON = "stopped through the API";

/**
 * `POST /connections/{streamId}` starts the state machine, `GET` on it and on `/connections` tells the leases, on its `/ledger` the
 * connections that are on record, `DELETE` stops a stream: Step Functions and DynamoDB are called by API Gateway itself, with a role that may do just that.
 */
export function connectionsApi(
  scope: Construct,
  props: PropsWithApi,
  { stateMachine, streamsTable, ledgerTable }: ApiResources,
): ConnectionsApi {
  const restApi = createRestApi(scope, props);
  const shared: SharedByCalls = {
    credentialsRole: apiRole(scope, { stateMachine, streamsTable, ledgerTable }),
    requestValidator: restApi.addRequestValidator("Validator", {
      validateRequestParameters: true,
      validateRequestBody: true,
    }),
  };
  const { stateMachineArn } = stateMachine;
  const { tableName } = streamsTable;
  const sources = props.sources && Object.keys(props.sources);
  const connections = restApi.root.addResource("connections");
  const connection = connections.addResource("{streamId}");
  addServiceCall(connections, "GET", shared, {
    service: "dynamodb",
    action: "Scan",
    request: listRequest({ tableName }),
    answer: listAnswer(),
    failure: listFailure(),
    parameters: { "method.request.querystring.limit": false, "method.request.querystring.next": false },
  });
  addServiceCall(connection, "POST", shared, {
    service: "states",
    action: "StartExecution",
    request: startRequest({ stateMachineArn, sources }),
    answer: startAnswer(),
    failure: startFailure({ sources }),
    parameters: { "method.request.path.streamId": true, "method.request.querystring.restart": false },
  });
  addServiceCall(connection, "GET", shared, {
    service: "dynamodb",
    action: "GetItem",
    request: readRequest({ tableName }),
    answer: readAnswer(),
    failure: readFailure(),
    parameters: { "method.request.path.streamId": true },
  });
  addServiceCall(connection, "DELETE", shared, {
    service: "dynamodb",
    action: "UpdateItem",
    request: stopRequest({ tableName, reason: STOP_REASON }),
    answer: stopAnswer(),
    failure: stopFailure(),
    parameters: { "method.request.path.streamId": true },
  });
  if (ledgerTable !== undefined) addLedger(connection, shared, ledgerTable.tableName);
  return { restApi, apiKey: props.api.authorization === "iam" ? undefined : addKey(restApi, props) };
}

function addLedger(connection: Resource, shared: SharedByCalls, tableName: string): void {
  const query = Object.fromEntries(
    ["since", "until", "limit", "next"].map((name) => [`method.request.querystring.${name}`, false]),
  );
  addServiceCall(connection.addResource("ledger"), "GET", shared, {
    service: "dynamodb",
    action: "Query",
    request: ledgerRequest({ tableName }),
    answer: ledgerAnswer(),
    failure: ledgerFailure(),
    parameters: { "method.request.path.streamId": true, ...query },
  });
}
