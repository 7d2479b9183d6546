/** What the command line gives, flag by flag; what a value means has not been looked at. */
export interface Given {
  readonly strategy?: string;
  readonly functionArn?: string;
  readonly lifetime?: string;
  readonly wait?: string;
  readonly table?: string;
  readonly handoverLead?: string;
  readonly maxTurns?: string;
  readonly carrierMachine?: string;
  readonly fleet?: string;
  readonly taskName?: string;
  readonly partition?: string;
  readonly comment?: string;
  readonly format: string;
  readonly serverless?: string;
  readonly machineName?: string;
  readonly httpPath?: string;
  readonly samId?: string;
  readonly output?: string;
}
