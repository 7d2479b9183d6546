/** How long what comes from Secrets Manager is used before it is read again, so that a rotated one comes into use; 5 min. */
const SECRET_MAX_AGE_SECONDS = 300;

/**
 * What Secrets Manager keeps.
 *
 * @param refresh whether it is read again at once
 */
export async function secretText(secretArn: string, refresh: boolean): Promise<string> {
  const { getSecret } = await import("@aws-lambda-powertools/parameters/secrets");
  const secret = await getSecret(secretArn, { maxAge: SECRET_MAX_AGE_SECONDS, forceFetch: refresh });
  return (typeof secret === "string" ? secret : new TextDecoder().decode(secret)).trim();
}
