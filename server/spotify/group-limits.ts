import { z } from 'zod'
import { ENDPOINT_GROUPS, type EndpointGroup } from './endpoint-group'

export type GroupLimit = { perSecond: number; perDay: number }
export type GroupLimits = Partial<Record<EndpointGroup, GroupLimit>>

const ENTRY = /^([a-z]+)=(\d+(?:\.\d+)?)\/(\d+)$/
const MAX_PER_SECOND = 1000
const MAX_PER_DAY = 100_000_000

/**
 * Limits of single endpoint groups as an operator writes them: `search=1/500 playlists=2/3000`, calls a second and
 * calls in 24 hours; 0 a day is no limit.
 */
export const GroupLimitsText = z
  .string()
  .default('')
  .superRefine((text, context) => {
    for (const entry of toEntries(text)) {
      if (!parseEntry(entry)) {
        context.addIssue({
          code: 'custom',
          message: `“${entry}” must be GROUP=PER_SECOND/PER_DAY with a group of ${ENDPOINT_GROUPS.join(', ')}`,
        })
      }
    }
  })

/** The limits in a text that GroupLimitsText accepts. */
export function parseGroupLimits(text: string): GroupLimits {
  const limits: GroupLimits = {}
  for (const entry of toEntries(text)) {
    const parsed = parseEntry(entry)
    if (parsed) limits[parsed.group] = parsed.limit
  }
  return limits
}

function parseEntry(entry: string): { group: EndpointGroup; limit: GroupLimit } | null {
  const [, name, second = '', day = ''] = ENTRY.exec(entry) ?? []
  const group = ENDPOINT_GROUPS.find((known) => known === name)
  const limit = { perSecond: Number(second), perDay: Number(day) }
  const fits = limit.perSecond > 0 && limit.perSecond <= MAX_PER_SECOND && limit.perDay <= MAX_PER_DAY
  return group && fits ? { group, limit } : null
}

const toEntries = (text: string): string[] => text.split(/[\s,]+/).filter((entry) => entry !== '')
