/** AWS partitions in which the service integration `lambda:invoke` is addressed. */
export type Partition = "aws" | "aws-cn" | "aws-us-gov";

/** Every partition; service integrations are addressed in the same way in each. */
export const PARTITIONS: readonly Partition[] = ["aws", "aws-cn", "aws-us-gov"];
