import type { DynamoDbCall } from "./call.ts";
import type { StatementFault } from "./faults.ts";
import type { DynamoDbReply } from "./replies.ts";

/** Carries out a `BatchExecuteStatement` with errors in the places of some results. */
export async function failStatements(
  call: DynamoDbCall,
  fault: StatementFault,
  send: (call: DynamoDbCall) => Promise<DynamoDbReply>,
): Promise<DynamoDbReply> {
  if (call.operation !== "BatchExecuteStatement") {
    throw new TypeError(`a fault of statements met ${call.operation}: aim it at BatchExecuteStatement`);
  }
  const { Statements, ...rest } = JSON.parse(call.body) as { Statements: unknown[] };
  const fails = (index: number) => fault.statements.includes(index);
  const sent = fault.carriedOut ? Statements : Statements.filter((_, index) => !fails(index));
  const reply = await carryOutSome(call, { ...rest, Statements: sent }, send);
  if (reply.status !== 200) return reply;
  const results: unknown[] = JSON.parse(String(reply.body)).Responses;
  const error = { Error: { Code: fault.code, Message: `${fault.code} made by the fault proxy` } };
  const Responses = Statements.map((_, index) => {
    const result = fails(index) && !fault.carriedOut ? undefined : results.shift();
    return fails(index) ? error : result;
  });
  return { status: 200, body: JSON.stringify({ Responses }) };
}

async function carryOutSome(
  call: DynamoDbCall,
  request: { Statements: unknown[] },
  send: (call: DynamoDbCall) => Promise<DynamoDbReply>,
): Promise<DynamoDbReply> {
  if (request.Statements.length === 0) return { status: 200, body: '{"Responses":[]}' };
  return send({ ...call, body: JSON.stringify(request) });
}
