import type { AppLoadContext } from '@remix-run/node'
import type { Figure } from '~server/quality/domain/interval'
import { METHOD_NAMES } from '~server/quality/domain/method-names'
import { formatShare } from '~/lib/format'

/** What the quality page shows. */
export type Quality = NonNullable<Awaited<ReturnType<AppLoadContext['trpc']['quality']['latest']>>>

/** A bar of a quality chart. */
export type QualityBar = { name: string; ours: boolean; figure: Figure }

type Row = { method: string; ours: boolean }

/** One bar for each of `methods` that was measured, in that order, with the figure that `read` takes. */
export function toBars<R extends Row>(
  rows: R[],
  methods: string[],
  read: (row: R) => Figure | null,
): QualityBar[] {
  return methods.flatMap((method) => {
    const row = rows.find((candidate) => candidate.method === method)
    const figure = row ? read(row) : null
    return row && figure ? [{ name: nameOf(method), ours: row.ours, figure }] : []
  })
}

export function nameOf(method: string): string {
  return METHOD_NAMES[method] ?? method
}

/** "12.9 % (11.8 to 14.1)" */
export function formatFigure({ value, low, high }: Figure): string {
  return `${formatShare(value)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`
}

/** "48 times as many as", "as many as": how a figure compares with a baseline; null where the baseline found none. */
export function timesAsMany(value: number, base: number): string | null {
  if (base <= 0) return null
  const times = value / base
  return `${times >= 10 ? Math.round(times).toString() : times.toFixed(1)} times as many`
}
