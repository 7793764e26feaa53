/** "Tracks like … · Segue" */
export function pageTitle(title?: string): string {
  return title ? `${title} · Segue` : 'Segue: which tracks sound like this one, and why?'
}
