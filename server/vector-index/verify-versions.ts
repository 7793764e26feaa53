import type { IndexVersion } from '../catalog/ports'
import type { Deps } from './manager-deps'
import type { LiveIndex } from './live-index'

export type IndexCheck = {
  ok: boolean
  versions: {
    version: number
    state: IndexVersion['state']
    file: string
    /** Elsewhere: on the disk of another machine, which is no fault; the current one is copied when it is needed. */
    place: 'here' | 'elsewhere'
    ok: boolean
    /** Why it is broken, or where it is; null where it is here and whole. */
    reason: string | null
  }[]
  /** Vectors in the index in use, and in the database up to the same change; null where there is no index. */
  live: { version: number; count: number; expected: number; ok: boolean } | null
}

/** Imports go on while we count; a count is tried again before it is called wrong. */
const COUNT_TRIES = 3

/** Checks every version, one after the other; counts what the index in use should hold. */
export async function verifyVersions(
  deps: Pick<Deps, 'store' | 'vectors'>,
  versions: IndexVersion[],
  findLive: () => LiveIndex | null,
): Promise<IndexCheck> {
  const checked: IndexCheck['versions'] = []
  for (const stored of versions) {
    const { version, state, file } = stored
    const found = await deps.store.check(stored)
    const place = found?.isElsewhere ? 'elsewhere' : 'here'
    const ok = found === null || found.isElsewhere
    checked.push({ version, state, file, place, ok, reason: found?.reason ?? null })
  }
  const live = await compareCounts(deps, findLive)
  return { ok: checked.every(({ ok }) => ok) && (live?.ok ?? true), versions: checked, live }
}

async function compareCounts(deps: Pick<Deps, 'vectors'>, findLive: () => LiveIndex | null) {
  for (let tries = 1; ; tries++) {
    const live = findLive()
    if (!live) return null
    const expected = await deps.vectors.count(live.lastSeq)
    const ok = live.count === expected
    if (ok || tries === COUNT_TRIES) return { version: live.version.version, count: live.count, expected, ok }
  }
}
