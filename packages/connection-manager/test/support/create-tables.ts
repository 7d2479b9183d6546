import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { until } from "./until.ts";

/** Resolves when the tables can be written to. */
export async function createTables(
  client: DynamoDBClient,
  ...tables: CreateTableCommandInput[]
): Promise<void> {
  for (const { TableName, ...table } of tables) {
    await client.send(new CreateTableCommand({ TableName, ...table }));
    await until(`there is a table ${TableName}`, async () => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      return Table?.TableStatus === "ACTIVE";
    });
  }
}
