/** Answers nothing of what is not there, and throws what is wrong otherwise. */
export function absent(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) throw error
}

/** Whether it is the system's error of this name. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
