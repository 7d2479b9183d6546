import { Stack } from "aws-cdk-lib";
import { CfnGlobalTable, CfnTable, type ITable, StreamViewType } from "aws-cdk-lib/aws-dynamodb";
import { type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { TableStreamError } from "../errors.ts";

/** Views of a table's stream that have what was added. */
const VIEWS: readonly string[] = [StreamViewType.NEW_IMAGE, StreamViewType.NEW_AND_OLD_IMAGES];

const REMEDY = `set stream to StreamViewType.NEW_IMAGE where the table is made`;

/**
 * The ARN of the stream of the table for events.
 *
 * @throws TableStreamError (`TABLE_STREAM_UNUSABLE`) when the table has none, or one without new images
 */
export function tableStreamArn(table: ITable): string {
  const { tableStreamArn: arn, node } = table;
  if (arn === undefined) {
    const remedy = isMade(table)
      ? REMEDY
      : `${REMEDY}, and import it with Table.fromTableAttributes, whose tableStreamArn says which it is`;
    throw new TableStreamError(`the table ${node.path} has no stream that is known here: ${remedy}`);
  }
  const view = viewOf(table);
  if (view !== undefined && !VIEWS.includes(view)) {
    throw new TableStreamError(
      `the stream of the table ${node.path} has the view ${view}, in which no new items are: ${REMEDY}`,
    );
  }
  return arn;
}

/** Lets a role read the stream of a table. */
export function streamStatements(streamArn: string): PolicyStatement[] {
  const actions = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];
  return [
    new PolicyStatement({
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [streamArn],
    }),
  ];
}

/** Lets a role decrypt what is in the stream of a table with a key of its own. */
export function allowDecryption(role: IRole, { encryptionKey }: ITable): void {
  encryptionKey?.grantDecrypt(role);
}

/** Undefined when nobody can look. */
function viewOf(table: ITable): string | undefined {
  const made = table.node.defaultChild;
  if (!isMade(table)) return undefined;
  const { streamSpecification } = made as CfnTable | CfnGlobalTable;
  return Stack.of(table).resolve(streamSpecification)?.streamViewType;
}

function isMade({ node }: ITable): boolean {
  const { defaultChild: made } = node;
  return made instanceof CfnTable || made instanceof CfnGlobalTable;
}
