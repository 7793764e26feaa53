import { z } from 'zod'

type Cost = number | ((input: unknown) => number)

const Lists = z.object({ lists: z.array(z.unknown()) })
const Ids = z.object({ ids: z.array(z.unknown()) })
const Text = z.object({ text: z.string() })

/** What one point looks up: letters of a pasted list, rows of a search. */
const LETTERS = 500
const ROWS = 25

/**
 * What a call costs besides its request, which is one point: roughly one for each 50 ms that it may keep a core or a thread
 * busy. Calls that are not listed cost nothing more.
 */
const COSTS = new Map<string, Cost>(
  Object.entries({
    'account.export': 5,
    'account.playlists': 3,
    'catalog.summary': 5,
    'clip.find': 1,
    'clip.hear': 10,
    'doctor.account': 10,
    'doctor.report': 3,
    'import.file': 10,
    'index.rebuild': 60,
    'index.rollback': 60,
    'index.verify': 60,
    'journey.plan': 5,
    'link.open': 3,
    'link.openTracks': 3,
    'match.lines': (input: unknown) =>
      3 + Math.ceil((Text.safeParse(input).data?.text.length ?? 0) / LETTERS),
    'playlist.summary': 2,
    'quality.run': 60,
    'retention.preview': 30,
    'similar.batch': (input: unknown) => Math.ceil((Ids.safeParse(input).data?.ids.length ?? 1) / ROWS),
    'similar.continue': (input: unknown) => 4 * (Lists.safeParse(input).data?.lists.length ?? 1),
    'similar.find': 1,
  }),
)

/** The procedures that have a price. */
export const PRICED = [...COSTS.keys()]

/** The points that a call with this input takes besides its request. */
export function costOf(procedure: string, input: unknown): number {
  const cost = COSTS.get(procedure) ?? 0
  return typeof cost === 'number' ? cost : cost(input)
}
