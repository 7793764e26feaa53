/** Where the progress of an import is shown. */
export function importPath(jobId: string): string {
  return `/import?job=${encodeURIComponent(jobId)}`
}
