/** Where events are kept that the table cannot take. */
export type DeadLetterPlace =
  | { readonly kind: "s3"; readonly bucket: string; readonly prefix: string }
  | { readonly kind: "folder"; readonly directory: string };
