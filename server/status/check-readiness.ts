import { isDomainError } from '../domain/errors'

/** A probe gives a word about its part, or throws; null where the part is not used. */
export type Probes = Record<
  'postgres' | 'redis' | 'index' | 'jobs' | 'spotify',
  (() => Promise<string>) | null
>
type Part = { status: 'ok' | 'down' | 'off'; detail: string }

const PROBE_TIMEOUT_MS = 2000
/** Without these nothing can be answered; Redis away only stops ingestion, an empty catalog is a state, no fault. */
const NEEDED = new Set(['postgres'])

/** Each part with its reason, and whether requests can be served. */
export async function checkReadiness(
  probes: Probes,
): Promise<{ ready: boolean; parts: Record<string, Part> }> {
  const parts = Object.fromEntries(
    await Promise.all(
      Object.entries(probes).map(async ([name, probe]) => [name, await check(probe)] as const),
    ),
  )
  return {
    ready: Object.entries(parts).every(([name, { status }]) => status !== 'down' || !NEEDED.has(name)),
    parts,
  }
}

async function check(probe: (() => Promise<string>) | null): Promise<Part> {
  if (!probe) return { status: 'off', detail: 'not configured' }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer within 2 s'))
    }, PROBE_TIMEOUT_MS)
  })
  try {
    return { status: 'ok', detail: await Promise.race([probe(), late]) }
  } catch (error) {
    if (isDomainError(error) && error.code === 'CATALOG_EMPTY') {
      return { status: 'off', detail: error.message }
    }
    return { status: 'down', detail: error instanceof Error ? error.message : 'unknown' }
  } finally {
    clearTimeout(timer)
  }
}
