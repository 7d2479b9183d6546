/** Headers that nobody else may get to know. */
const SECRET_HEADERS = ["authorization", "x-amz-security-token", "x-api-key"] as const;

/** Shorter ones than this would be found in everything, and are none that protect. */
const MIN_SECRET_LENGTH = 8;

const IN_ITS_PLACE = "***";

/** The secrets that a request carries. */
export function secretsIn(headers: Headers): string[] {
  return SECRET_HEADERS.flatMap((name) => headers.get(name) ?? []);
}

/** A text without these secrets, whether they stand in it as they are or as in a JSON string. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter(({ length }) => length >= MIN_SECRET_LENGTH)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  return forms.reduce((rest, secret) => rest.replaceAll(secret, IN_ITS_PLACE), text);
}
