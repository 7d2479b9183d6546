import { configFromEnvironment, createHandler } from "@unbounded-streams/connection-manager";

// `@unbounded-streams/connection-manager/lambda` exports this very handler, ready to deploy.
export const handler = createHandler({ config: configFromEnvironment(process.env) });

// API Gateway hands the request to the state machine, the state machine hands it to the function.
const context = { awsRequestId: "local", getRemainingTimeInMillis: () => 60_000 };
const report = await handler({ pathParameters: { streamId: "recentchange" } }, context);
console.log(`${report.outcome}: ${report.stored} events stored`);
