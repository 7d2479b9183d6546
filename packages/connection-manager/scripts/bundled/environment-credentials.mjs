import { fromEnv } from "@aws-sdk/credential-provider-env";

/**
 * In place of the SDK's chain of credential providers: Lambda gives a function its role's credentials in the environment
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), so profiles, SSO and instance metadata
 * need not be on board.
 */
export const defaultProvider = fromEnv;
