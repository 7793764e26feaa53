/** Faults as an operator or a test writes them in SANDBOX_FAULTS. */
import { z } from 'zod'
import type { EndpointGroup, Fault, FaultPlan } from './faults'
import { GROUPS } from './faults'

type Entry = { fault: Fault; group?: EndpointGroup; share?: number; after: number; times?: number }

const ENTRY = /^([a-z0-9-]+?)(?::(\d+))?(?:@([a-z]+))?(?:=(0(?:\.\d+)?|1(?:\.0+)?)|x(\d+)(?:\+(\d+))?)?$/

/**
 * `FAULT[:NUMBER][@GROUP][=SHARE|xTIMES[+AFTER]]`, separated by blanks: `rate-limit:1=0.01` (one call in a hundred gets
 * 429 with Retry-After 1), `quota:5@playlistsx1+7` (once, after seven calls of the group), `premium` (each call).
 */
export const FaultText = z
  .string()
  .default('')
  .superRefine((text, context) => {
    for (const entry of toEntries(text)) {
      if (!parseEntry(entry)) {
        context.addIssue({ code: 'custom', message: `“${entry}” is no fault that the sandbox knows` })
      }
    }
  })

/** The plan that a text accepted by FaultText stands for. */
export function parseFaults(text: string, seed: number): FaultPlan {
  const entries = toEntries(text).flatMap((entry) => parseEntry(entry) ?? [])
  return {
    seed,
    next: entries.flatMap(({ fault, group, times, after }) =>
      times === undefined ? [] : [{ fault, times, after, ...(group && { group }) }],
    ),
    rates: entries.flatMap(({ fault, group, times, share = 1 }) =>
      times === undefined ? [{ fault, share, ...(group && { group }) }] : [],
    ),
  }
}

function parseEntry(text: string): Entry | null {
  const [, name = '', number, groupName, share, times, after] = ENTRY.exec(text) ?? []
  const fault = toFault(name, number === undefined ? undefined : Number(number))
  const group = GROUPS.find((known) => known === groupName)
  if (!fault || (groupName !== undefined && !group)) return null
  return {
    fault,
    after: Number(after ?? 0),
    ...(group && { group }),
    ...(share !== undefined && { share: Number(share) }),
    ...(times !== undefined && { times: Number(times) }),
  }
}

function toFault(kind: string, number: number | undefined): Fault | null {
  switch (kind) {
    case 'rate-limit':
    case 'quota':
      return { kind, ...(number !== undefined && { retryAfter: number }) }
    case 'error':
      return { kind, status: number === 500 || number === 502 || number === 504 ? number : 503 }
    case 'slow':
      return { kind, milliseconds: number ?? 3000 }
    case 'silent-429':
    case 'expired-token':
    case 'truncated':
    case 'html':
    case 'allow-list':
    case 'premium':
    case 'forbidden':
    case 'scope':
    case 'surprise':
      return { kind }
    default:
      return null
  }
}

const toEntries = (text: string): string[] => text.split(/\s+/).filter((entry) => entry !== '')
