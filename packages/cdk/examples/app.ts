import { UnboundedStreams } from "@unbounded-streams/cdk";
import { App, CfnOutput, Duration, Stack } from "aws-cdk-lib";

const app = new App();
const stack = new Stack(app, "WikipediaEdits");

const edits = new UnboundedStreams(stack, "Streams", {
  source: { baseUrl: "https://stream.wikimedia.org/v2/stream", format: "sse" },
  eventsTtl: Duration.days(7),
});

new CfnOutput(stack, "Api", { value: edits.api?.url ?? "" });
console.log(`synthesized to ${app.synth().directory}`);
