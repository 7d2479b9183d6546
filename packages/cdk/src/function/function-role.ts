import { Stack } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { ViaServicePrincipal } from "aws-cdk-lib/aws-kms";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { forOwnAccount } from "../own-account.ts";
import { DEAD_LETTER_PREFIX } from "../storage/dead-letter-bucket.ts";
import { indexArns } from "../storage/fleet-indexes.ts";
import { grantTable } from "../storage/tables.ts";

/** What the function may use. */
export interface FunctionRoleResources {
  readonly logGroup: ILogGroup;
  readonly eventsTable: ITable;
  readonly streamsTable: ITable;
  /** Undefined when connections are not put on record. */
  readonly ledgerTable: ITable | undefined;
  readonly deadLetters: IBucket;
  /** What sources are sent as authorization, and what TLS with them needs. */
  readonly secrets: readonly ISecret[];
  /** Whether events are packed, which takes puts alone. */
  readonly isPacked: boolean;
  /** Whether the function carries many streams. */
  readonly isCarrier: boolean;
}

/** The role of the function that holds a connection. */
export function functionRole(scope: Construct, resources: FunctionRoleResources): Role {
  const role = new Role(scope, "FunctionRole", {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com").withConditions(forOwnAccount(scope)),
    description: "What the function that holds a connection may do",
  });
  resources.logGroup.grantWrite(role);
  allowTables(role, resources);
  if (resources.isCarrier) allowLooking(role, resources.streamsTable);
  allowDeadLetters(role, resources.deadLetters);
  for (const secret of resources.secrets) allowSecret(role, secret);
  return role;
}

/** Packed, a handover is proven by the segments that both connections have written. */
function allowTables(
  role: Role,
  { eventsTable, streamsTable, ledgerTable, isPacked }: FunctionRoleResources,
): void {
  grantTable(eventsTable, role, "dynamodb:PutItem", isPacked ? "dynamodb:Query" : "dynamodb:PartiQLInsert");
  grantTable(streamsTable, role, "dynamodb:GetItem", "dynamodb:UpdateItem");
  if (ledgerTable !== undefined) grantTable(ledgerTable, role, "dynamodb:GetItem", "dynamodb:UpdateItem");
  for (const { encryptionKey } of [eventsTable, streamsTable]) encryptionKey?.grantEncryptDecrypt(role);
}

/** A carrier finds streams by the indexes, and reads all of the table before it rests: an index may be behind. */
function allowLooking(role: Role, table: ITable): void {
  role.addToPolicy(new PolicyStatement({ actions: ["dynamodb:Query"], resources: indexArns(table) }));
  role.addToPolicy(new PolicyStatement({ actions: ["dynamodb:Scan"], resources: [table.tableArn] }));
}

function allowDeadLetters(role: Role, bucket: IBucket): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: ["s3:PutObject"],
      resources: [bucket.arnForObjects(`${DEAD_LETTER_PREFIX}*`)],
    }),
  );
}

/** A secret of which only the name is known has an ARN that ends in six characters of Secrets Manager's choice. */
function allowSecret(role: Role, secret: ISecret): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: ["secretsmanager:GetSecretValue"],
      resources: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
    }),
  );
  secret.encryptionKey?.grantDecrypt(
    new ViaServicePrincipal(`secretsmanager.${Stack.of(secret).region}.amazonaws.com`, role),
  );
}
