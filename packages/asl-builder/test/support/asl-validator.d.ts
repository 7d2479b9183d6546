declare module "asl-validator" {
  interface Verdict {
    isValid: boolean;
    errorsText(separator?: string): string;
  }
  /** Writes a `QueryLanguage` into every state of the definition that it is given. */
  export default function validate(
    definition: object,
    options?: { checkPaths: boolean; checkArn: boolean },
  ): Verdict;
}
