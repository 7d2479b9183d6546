import { UnboundedStreams } from "@unbounded-streams/cdk";
import { App, Duration, Stack } from "aws-cdk-lib";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { Queue } from "aws-cdk-lib/aws-sqs";

const app = new App();
const stack = new Stack(app, "WikipediaEdits");
const givenUp = new Queue(stack, "GivenUp", { enforceSSL: true });

const edits = new UnboundedStreams(stack, "Streams", {
  source: { baseUrl: "https://stream.wikimedia.org/v2/stream", format: "sse" },
  eventKey: "/meta/id",
  writeMode: "packed",
  packDelay: Duration.seconds(5),
});

const counter = new LambdaFunction(stack, "Counter", {
  runtime: Runtime.NODEJS_LATEST,
  handler: "index.handler",
  code: Code.fromInline("exports.handler = async () => ({ batchItemFailures: [] })"), // yours: made by createConsumer
});
edits.addConsumer(counter, {
  maxBatchingWindow: Duration.seconds(10),
  filter: { dynamodb: { Keys: { PK: { S: ["recentchange"] } } } },
  onFailure: givenUp,
});
edits.archiveTo(new Bucket(stack, "Archive", { enforceSSL: true }), { onFailure: givenUp });

console.log(`synthesized to ${app.synth().directory}`);
