import { Runtime, RuntimeFamily } from "aws-cdk-lib/aws-lambda";

/** Node 24, by its name: older versions of the CDK have no constant for it. */
export const NODEJS_24 = new Runtime("nodejs24.x", RuntimeFamily.NODEJS, { supportsInlineCode: true });
