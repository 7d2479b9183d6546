import { UnboundedStreams } from "@unbounded-streams/cdk";
import { App, Stack } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Queue } from "aws-cdk-lib/aws-sqs";

const app = new App();
const stack = new Stack(app, "WikipediaEdits");

const edits = new UnboundedStreams(stack, "Streams", {
  source: { baseUrl: "https://stream.wikimedia.org/v2/stream", format: "sse" },
  eventKey: "/meta/id",
  writeMode: "packed",
});
edits.pipeTo(new EventBus(stack, "Edits"), {
  onFailure: new Queue(stack, "GivenUp", { enforceSSL: true }),
});

console.log(`synthesized to ${app.synth().directory}`);
