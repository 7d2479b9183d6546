import type { DynamoDbCall, DynamoDbReply, SendCall } from "@unbounded-streams/testing";

/**
 * Makes a failed condition come with the item, or without it, whatever the server does: DynamoDB sends it on request,
 * dynalite does not.
 */
export async function withFailedItem(
  call: DynamoDbCall,
  reply: DynamoDbReply,
  { send, returnsItems }: { send: SendCall; returnsItems: boolean },
): Promise<DynamoDbReply> {
  const isUnmet = reply.status === 400 && String(reply.body).includes("ConditionalCheckFailedException");
  const asked = JSON.parse(call.body);
  if (!isUnmet || asked.ReturnValuesOnConditionCheckFailure !== "ALL_OLD") return reply;
  const { Item: sentItem, ...refusal } = JSON.parse(String(reply.body));
  if (!returnsItems) return { ...reply, body: JSON.stringify(refusal) };
  if (sentItem !== undefined) return reply;
  const get = { TableName: asked.TableName, Key: asked.Key, ConsistentRead: true };
  const found = await send({ ...call, operation: "GetItem", body: JSON.stringify(get) });
  const { Item } = JSON.parse(String(found.body));
  return { ...reply, body: JSON.stringify({ ...refusal, Item }) };
}
