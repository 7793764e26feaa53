import type { ClickRepository } from './click.repository'

/** Takes back one click, or all that a listener said of a track. */
export async function removeClick(
  clicks: Pick<ClickRepository, 'remove' | 'removeTrack'>,
  listenerId: string,
  which: { id: string } | { track: string },
): Promise<void> {
  if ('id' in which) await clicks.remove(listenerId, which.id)
  else await clicks.removeTrack(listenerId, which.track)
}
