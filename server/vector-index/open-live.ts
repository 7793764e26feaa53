import type { IndexManager } from './index-manager'
import type { LiveIndex } from './live-index'

/**
 * The index in use. A process that has none looks first: another one may have built it a moment ago, and whoever waited for
 * that asks here. Throws CATALOG_EMPTY.
 */
export async function openLive(
  keeper: Pick<IndexManager, 'isEmpty' | 'follow' | 'getLive'>,
): Promise<LiveIndex> {
  if (keeper.isEmpty()) await keeper.follow()
  return keeper.getLive()
}
