/** What a route tells the page around it. */
export type PageHandle = {
  /** Seconds after which a page without JavaScript loads itself again, while there is something to wait for. */
  refreshSeconds?: (data: unknown) => number | null
}

/** The refresh that the matched routes ask for, or null. */
export function findRefresh(matches: { handle: unknown; data: unknown }[]): number | null {
  for (const { handle, data } of matches) {
    if (isPageHandle(handle)) return handle.refreshSeconds?.(data) ?? null
  }
  return null
}

function isPageHandle(handle: unknown): handle is PageHandle {
  return typeof handle === 'object' && handle !== null && 'refreshSeconds' in handle
}
