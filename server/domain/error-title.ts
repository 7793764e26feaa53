/** The heading of a page that shows a failure, by its HTTP status. */
export function toErrorTitle(status: number): string {
  if (status === 404) return 'Not found'
  if (status === 429 || status === 503) return 'Not just now'
  if (status >= 500) return 'That went wrong'
  return 'That did not work'
}
