import { createConsumer } from "@unbounded-streams/event-sink/consume";

const handler = createConsumer({
  async onEvents(events) {
    for (const { streamId, key, data } of events) console.log(streamId, key, data);
  },
});

const record = (sequence: string, data: string) => ({
  eventName: "INSERT" as const,
  dynamodb: {
    SequenceNumber: sequence,
    NewImage: { PK: { S: "weather" }, SK: { S: sequence }, data: { S: data } },
  },
});
console.log(await handler({ Records: [record("1", '{"celsius":-3}'), record("2", '{"celsius":4}')] }));
