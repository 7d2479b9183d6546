const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Whether a text can be a method or the name of a header (RFC 9110, 5.6.2). */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}
