/** Where the source's key comes from: given, or in AWS Secrets Manager. */
export type KeySource = { readonly key: string } | { readonly secretArn: string } | undefined;

/** How long a key from Secrets Manager is used before it is read again, so that a rotated key comes into use; 5 min. */
const SECRET_MAX_AGE_SECONDS = 300;

/** Gives the source's key at each call; undefined when the source wants none. `refresh` reads a secret again at once. */
export function sourceKey(source: KeySource): (refresh: boolean) => Promise<string | undefined> {
  if (source === undefined) return async () => undefined;
  if ("key" in source) return async () => source.key;
  return async (refresh) => {
    const { getSecret } = await import("@aws-lambda-powertools/parameters/secrets");
    const secret = await getSecret(source.secretArn, { maxAge: SECRET_MAX_AGE_SECONDS, forceFetch: refresh });
    const text = typeof secret === "string" ? secret : new TextDecoder().decode(secret);
    return text.trim();
  };
}
