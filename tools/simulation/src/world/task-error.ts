/** An error of a task by the name that Step Functions gives it. */
export class TaskError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
