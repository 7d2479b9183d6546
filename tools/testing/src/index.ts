export { type ContractServer, contractServers, type ServerName } from "./contract-servers.ts";
export type { DynamoDbCall } from "./fault-proxy/call.ts";
export {
  type FaultProxy,
  type FaultProxyOptions,
  type SendCall,
  startFaultProxy,
} from "./fault-proxy/fault-proxy.ts";
export type { Fault, RequestFault, StatementFault } from "./fault-proxy/faults.ts";
export type { DynamoDbReply } from "./fault-proxy/replies.ts";
export { PythonMissingError, type PythonToolOptions, pythonTool } from "./python-tool.ts";
export { type RunExampleOptions, runExample, runReadmeExample } from "./run-example.ts";
export { type CachedFolder, cachedFolder } from "./servers/cache.ts";
export {
  type CertificateAuthority,
  type Certified,
  certificateAuthority,
  selfSignedCertificate,
} from "./servers/certificates.ts";
export type { DynamoDbServer, StartedDynamoDb } from "./servers/dynamodb-server.ts";
export { startEmbeddedDynamoDb } from "./servers/embedded-dynamodb.ts";
export type { LocalAws } from "./servers/local-aws.ts";
export { startLocalstack } from "./servers/localstack.ts";
export { type MinistackOptions, startMinistack } from "./servers/ministack.ts";
export { pythonEnvironment } from "./servers/python-environment.ts";
export { type CommandOptions, type CommandResult, runCommand, tryCommand } from "./servers/run-command.ts";
export { closingLine, type TestTotals } from "./test-totals.ts";
export { type RenderedAnswer, type RenderedRequest, renderAnswer, renderRequest } from "./vtl.ts";
