import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Consumer, StreamRecord } from "../../../src/consume.ts";

/** Deliveries after which a record that fails over and over is given up. */
const MOST_DELIVERIES = 100;

interface Shards {
  readonly StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] };
}

interface Records {
  readonly Records: readonly StreamRecord[];
  readonly NextShardIterator?: string;
}

/**
 * A table's stream as JSON, in which binary is base64: Lambda's event-source mapping hands on what the service sends, which an SDK would
 * have decoded.
 */
export class TableStream {
  private readonly endpoint: string;
  private readonly streamArn: string;

  private constructor(endpoint: string, streamArn: string) {
    this.endpoint = endpoint;
    this.streamArn = streamArn;
  }

  static async of(client: DynamoDBClient, endpoint: string, tableName: string): Promise<TableStream> {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (Table?.LatestStreamArn === undefined) throw new Error(`the table ${tableName} has no stream`);
    return new TableStream(endpoint, Table.LatestStreamArn);
  }

  /** All records so far, shard by shard. */
  async records(): Promise<StreamRecord[][]> {
    const { StreamDescription } = await this.call<Shards>("DescribeStream", {});
    return Promise.all(StreamDescription.Shards.map(({ ShardId }) => this.recordsOf(ShardId)));
  }

  private async recordsOf(ShardId: string): Promise<StreamRecord[]> {
    const first = { ShardId, ShardIteratorType: "TRIM_HORIZON" };
    const { ShardIterator } = await this.call<{ ShardIterator: string }>("GetShardIterator", first);
    const records: StreamRecord[] = [];
    for (let iterator: string | undefined = ShardIterator; iterator !== undefined; ) {
      const page: Records = await this.call("GetRecords", { ShardIterator: iterator });
      records.push(...page.Records);
      // An open shard has a next iterator for ever.
      iterator = page.Records.length === 0 ? undefined : page.NextShardIterator;
    }
    return records;
  }

  private async call<Answer>(operation: string, input: object): Promise<Answer> {
    const of = operation === "GetRecords" ? {} : { StreamArn: this.streamArn };
    const scope = "Credential=local/20300101/us-east-1/dynamodb/aws4_request";
    const response = await fetch(this.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDBStreams_20120810.${operation}`,
        authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify({ ...of, ...input }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${operation} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Answer;
  }
}

/** Hands records to a function as an event-source mapping with `ReportBatchItemFailures` does: what failed comes again, and all behind it. */
export async function deliver(
  records: readonly StreamRecord[],
  consumer: Consumer,
  batchSize: number,
): Promise<void> {
  let at = 0;
  for (let deliveries = 0; at < records.length; deliveries += 1) {
    if (deliveries === MOST_DELIVERIES) throw new Error(`record ${at} was delivered over and over`);
    const batch = records.slice(at, at + batchSize);
    const { batchItemFailures } = await consumer({ Records: batch });
    const failed = batchItemFailures[0]?.itemIdentifier;
    at += failed === undefined ? batch.length : positionOf(failed, batch);
  }
}

function positionOf(sequenceNumber: string, batch: readonly StreamRecord[]): number {
  const position = batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === sequenceNumber);
  if (position < 0) throw new Error(`the failed record ${sequenceNumber} is none of the delivery`);
  return position;
}
