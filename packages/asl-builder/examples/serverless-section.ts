import { buildStateMachine, validateDefinition } from "@unbounded-streams/asl-builder";
import { toYaml } from "@unbounded-streams/asl-builder/yaml";

const definition = buildStateMachine({
  strategy: "staggered",
  functionArn: "arn:aws:lambda:ap-southeast-2:${aws:accountId}:function:${sls:stage}-connection-manager",
  lifetimeSeconds: 900,
  waitSeconds: 890,
});

const { historyEventsPerTurn } = validateDefinition(definition);
console.log(`# ${historyEventsPerTurn} history events per turn`);
console.log(toYaml(definition, { serverless: { id: "relay", name: "connectionManagerStateMachine" } }));
