/** Writes an error that must not stop the server to its log, with the stack. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
